// What a site says and does: its settings, people first, "not what I asked", and who is away when.
import { Visitor } from '../visitor.mjs';
import { equal, truth } from '../steps.mjs';
import { until } from '../wait.mjs';

const WARNING = 'Works on the network in the west until noon.';
const SHUT = { zone: 'Asia/Shanghai', week: {}, holidays: [] };

/** Opens the site's settings and, when they are there, gives the form's card of that heading. */
async function settings(admin, heading) {
  await admin.go('Settings', 'Sites');
  const card = admin.page.locator('section.card').filter({ has: admin.page.getByRole('heading', { name: heading, exact: true }) });
  await card.waitFor();
  return card;
}

/** A page with something unsaved is not loaded anew without a question. */
async function mustAskBeforeItGoes(page) {
  const asked = page.waitForEvent('dialog').then(async (dialog) => {
    await dialog.dismiss();
    return dialog.type();
  });
  await page.evaluate(() => location.reload());
  equal(await asked, 'beforeunload', 'what the browser asks');
}

async function save(admin, reason) {
  if (reason) await admin.page.getByLabel('Why (for the colleagues)').fill(reason);
  await admin.button('Save').click();
  await admin.button('Save').waitFor({ state: 'detached' });
}

/** Changes something that a story doesn't show, by the same request as the page. */
function put(admin, path, body) {
  return admin.page.evaluate(
    async ([where, what]) => {
      const { csrf } = await (await fetch('/v1/session')).json();
      const answer = await fetch(where, { method: 'PUT', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf }, body: JSON.stringify(what) });
      if (!answer.ok) throw new Error(await answer.text());
    },
    [path, body],
  );
}

async function groupOf(admin) {
  return (await admin.fetch('/v1/groups')).groups.find((one) => one.is_default);
}

async function notWhatIAsked(world, language, question) {
  const { steps, browser, server, shots } = world;
  const visitor = new Visitor(await browser.person({ locale: language === 'en' ? 'en-US' : language }), server, language);
  await steps.step(`not what I asked (${language}): the next best answers and a person`, async () => {
    await visitor.openShop();
    const reply = await visitor.ask(question);
    equal(reply.decision, 'answer', 'decision');
    await visitor.button('helpful.no').click();
    const offer = await until('the offer', async () => (await visitor.events()).find((event) => event.notice === 'not-helpful'));
    truth((offer.choices ?? []).length > 0, 'nothing is offered');
    truth(offer.choices.every((choice) => choice.entry !== reply.entry), 'the same answer is offered again');
    await visitor.chat.getByRole('button', { name: offer.choices[0].text }).waitFor();
    await visitor.chat.locator('.ways').getByRole('button', { name: visitor.texts.person }).waitFor();
    await shots.take(`widget-not-what-i-asked-${language}`, visitor.page);
    await visitor.send('1');
    await until('the answer chosen', async () => (await visitor.events()).find((event) => event.entry === offer.choices[0].entry));
  });
  return visitor;
}

export async function sites(world) {
  const { steps, browser, server, admin, mei, bo, shots } = world;
  const { version: before } = await admin.fetch('/v1/sites/default/settings');

  await steps.step('the administrator gives the site a name, a warning and a share of wrong answers', async () => {
    for (const agent of [mei, bo]) await agent.setPresence('Away');
    const general = await settings(admin, 'General');
    await general.getByLabel('Name for visitors').fill('Harbour');
    const texts = await settings(admin, 'Texts');
    await texts.getByLabel('Warning banner above the chat; empty: none').fill(WARNING);
    const answers = await settings(admin, 'When the bot answers');
    await answers.getByRole('radio', { name: 'Share of wrong answers' }).check({ force: true });
    await answers.getByLabel('Wrong answers accepted, in per cent').fill('4');
    await shots.take('desk-site', admin.page);
    await mustAskBeforeItGoes(admin.page);
    await save(admin, 'A first look');
    const { settings: kept, version } = await admin.fetch('/v1/sites/default/settings');
    equal([kept.display_name, kept.accepted_wrong, kept.texts.en.warning], ['Harbour', 0.04, WARNING], 'settings');
    equal(version, before + 1, 'version');
  });

  await steps.step('visitors see it at once', async () => {
    const visitor = new Visitor(await browser.person(), server);
    await visitor.openShop();
    await visitor.chat.getByRole('heading', { name: 'Harbour' }).waitFor();
    await visitor.chat.getByText(WARNING).waitFor();
    await shots.take('widget-warning', visitor.page);
    await visitor.context.close();
  });

  await steps.step('an old version comes back', async () => {
    await put(admin, '/v1/sites/default/settings', { version: before + 1, settings: {} });
    await admin.page.reload();
    const versions = await settings(admin, 'Versions');
    await versions.getByText('A first look').waitFor();
    await versions.getByRole('button', { name: 'Bring back', exact: true }).first().click();
    await versions.getByRole('button', { name: 'Bring it back now' }).click();
    await until('the version', async () => (await admin.fetch('/v1/sites/default/settings')).settings.display_name === 'Harbour');
    await put(admin, '/v1/sites/default/settings', { version: before + 3, settings: {} });
  });

  const english = await notWhatIAsked(world, 'en', 'How do I set up automatic payment of my bill?');
  const chinese = await notWhatIAsked(world, 'zh-CN', '你们有哪些月套餐？');
  await chinese.context.close();

  await steps.step('a group gets hours on the team page', async () => {
    await admin.go('Team');
    await admin.button('Hours').first().click();
    const dialog = admin.dialog();
    await dialog.getByLabel('Time zone').selectOption('Asia/Shanghai');
    await dialog.getByLabel('Monday, to').fill('08:00');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Each time ends after it begins').waitFor();
    await dialog.getByLabel('Monday, to').fill('17:30');
    await dialog.getByRole('button', { name: 'Add days' }).click();
    await dialog.getByPlaceholder('What it is').fill('Stocktaking');
    await shots.take('desk-hours', admin.page);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    const { hours, by_hours, is_open, opens_at } = await groupOf(admin);
    equal([by_hours, hours.week.mon, hours.holidays[0].name], [true, ['09:00-17:30'], 'Stocktaking'], 'hours');
    equal([is_open, opens_at > Date.now()], [false, true], 'today is a holiday');
    await admin.page.getByText('Closed by its hours').first().waitFor();
    await shots.take('desk-team-hours', admin.page);
  });

  for (const language of ['en', 'zh-CN', 'zh-TW']) {
    await steps.step(`while the team is away the chat says so and what can be done (${language})`, async () => {
      const visitor = new Visitor(await browser.person({ locale: language === 'en' ? 'en-US' : language }), server, language);
      await visitor.openShop();
      await visitor.send({ en: 'let me talk to a human', 'zh-CN': '转人工', 'zh-TW': '轉真人客服' }[language]);
      const ways = visitor.chat.locator('.ways');
      await ways.getByRole('button', { name: visitor.texts['away.ask'] }).waitFor();
      await visitor.log().getByText('GMT+8').waitFor();
      await shots.take(`widget-away-${language}`, visitor.page);
      await visitor.button('person').click();
      await visitor.chat.getByRole('heading', { name: visitor.texts['away.title'] }).waitFor();
      await shots.take(`widget-away-button-${language}`, visitor.page);
      await visitor.chat.locator('.away').getByRole('button', { name: visitor.texts['leaveMessage'] }).click();
      await visitor.chat.getByRole('heading', { name: visitor.texts['left.title'] }).waitFor();
      equal((await visitor.view()).owner, 'bot', 'owner');
      await visitor.context.close();
    });
  }
  browser.forgive(/status of 409/);

  await steps.step('people come first where the site says so, and the agent is told', async () => {
    const group = await groupOf(admin);
    await put(admin, `/v1/groups/${group.id}`, { is_open: true, hours: SHUT });
    const first = await settings(admin, 'Who answers first');
    await first.getByRole('radio', { name: 'People first' }).check();
    await first.getByRole('button', { name: 'Add a time' }).click();
    await first.getByLabel('To', { exact: true }).fill('09:30');
    await shots.take('desk-people-first', admin.page);
    await first.getByRole('button', { name: 'Remove this time' }).click();
    await save(admin, '');
    await mei.setPresence('Online');
    const visitor = new Visitor(await browser.person({ locale: 'zh-CN' }), server, 'zh-CN');
    await visitor.openShop();
    await visitor.send('你们有哪些月套餐？');
    await visitor.chat.getByRole('heading', { name: 'Mei' }).waitFor();
    truth(!(await visitor.events()).some((event) => event.decision), 'the bot answered');
    await mei.openConversation(await visitor.id());
    await mei.page.getByRole('complementary').getByText('People answer first here').waitFor();
    await shots.take('desk-people-first-reason', mei.page);
    await visitor.context.close();
  });

  await steps.step('a VIP gets a person, and the agent sees why and what the page said', async () => {
    const { version } = await admin.fetch('/v1/sites/default/settings');
    await put(admin, '/v1/sites/default/settings', { version, settings: {} });
    const visitor = new Visitor(await browser.person(), server);
    await visitor.openChatPage('/chat?tags=vip,new');
    await visitor.send('What plans do you have?');
    await visitor.chat.getByRole('heading', { name: 'Mei' }).waitFor();
    await mei.openConversation(await visitor.id());
    const facts = mei.page.getByRole('complementary');
    equal(await facts.locator('.tag-list .badge').allInnerTexts(), ['vip', 'new'], 'tags');
    await shots.take('desk-vip', mei.page);
    await visitor.context.close();
  });
  await english.context.close();
}
