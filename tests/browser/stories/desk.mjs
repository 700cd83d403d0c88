// What an agent has beside the messages: ready-made replies, answers of the base, drafts, calls to
// colleagues, finding things again, wrapping up, and keeping somebody out.
import { Agent } from '../agent.mjs';
import { faultsOf } from '../looks.mjs';
import { equal, truth } from '../steps.mjs';
import { Visitor } from '../visitor.mjs';
import { until } from '../wait.mjs';

const question = 'How do I check my remaining data?';

/** Another browser of somebody who is signed in already. */
async function secondDevice(world, agent, { language = 'en', ...options } = {}) {
  const context = await world.browser.person({ storageState: await agent.context.storageState(), ...options });
  await context.addInitScript((chosen) => {
    if (location.protocol === 'http:') localStorage.setItem('foyer-desk:language', chosen);
  }, language);
  return new Agent(context, world.server, agent.name);
}

async function readyMade(world) {
  const { steps, mei } = world;
  await steps.step('Mei writes a ready-made reply of her own', async () => {
    await mei.go('Tools', 'Ready-made replies');
    await mei.button('New reply').click();
    const dialog = mei.dialog();
    await dialog.getByLabel('Shortcut').fill('welcome');
    await dialog.getByLabel('Title').fill('A first word');
    await dialog.getByLabel('Text').fill('Hello, {agent} here from {sitte}.');
    await dialog.getByText('Not known and left as they are: {sitte}').waitFor();
    await dialog.getByLabel('Text').fill('Hello, {agent} here. See [our plans](https://shop.example/plans).');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await mei.page.getByText('/welcome').waitFor();
    await world.shots.take('desk-canned', mei.page);
  });
  await steps.step('the same shortcut twice is refused with a word why', async () => {
    await mei.button('New reply').click();
    const dialog = mei.dialog();
    await dialog.getByLabel('Shortcut').fill('welcome');
    await dialog.getByLabel('Title').fill('Again');
    await dialog.getByLabel('Text').fill('Hello');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('exists already').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    world.browser.forgive(/status of 409/);
  });
}

async function writing(world, visitor) {
  const { steps, mei, shots } = world;
  const id = await visitor.id();
  await steps.step('a slash and a few letters put it into the field, filled in', async () => {
    await mei.openConversation(id);
    let go;
    const isThere = new Promise((resolve) => (go = resolve));
    await mei.page.route('**/v1/canned', (route) => isThere.then(() => route.fallback()));
    await mei.field().pressSequentially('/wel');
    await mei.field().press('Enter');
    equal(await mei.field().inputValue(), '/wel', 'the field while the replies are on their way');
    go();
    await mei.page.getByRole('option', { name: '/welcome' }).waitFor();
    await shots.take('desk-slash', mei.page);
    await mei.field().press('Enter');
    equal(await mei.field().inputValue(), 'Hello, Mei here. See [our plans](https://shop.example/plans).', 'the reply in the field');
    await mei.field().press('Enter');
    await visitor.log().getByText('Hello, Mei here.').waitFor();
  });
  await steps.step('what the visitor asks brings answers, and one key takes one', async () => {
    await visitor.send(question);
    await mei.log().getByText(question).last().waitFor();
    const offer = mei.page.getByRole('list', { name: 'Answers from the knowledge base' }).getByRole('button').first();
    await offer.waitFor();
    await shots.take('desk-offers', mei.page);
    await mei.field().pressSequentially('Dear visitor,');
    await mei.field().press('Control+1');
    await until('the answer behind what was written', async () => (await mei.field().inputValue()).startsWith('Dear visitor,\n'));
    await mei.field().press('Control+z');
    await until('what was written, by itself', async () => (await mei.field().inputValue()) === 'Dear visitor,');
    await mei.field().press('Control+1');
    await until('the answer again', async () => (await mei.field().inputValue()).length > 30);
    const said = (await mei.field().inputValue()).slice(0, 26);
    await mei.field().press('Enter');
    await until('the answer with the visitor', async () => (await visitor.events()).some((event) => event.author === 'agent' && event.text?.startsWith(said)));
    equal(await mei.field().inputValue(), '', 'the field after sending');
  });
  await steps.step('a draft goes to the other device, and unread is right on both', async () => {
    await mei.field().fill('I am looking into');
    await until('the draft at the server', async () => (await mei.fetch(`/v1/conversations/${id}/drafts`)).reply === 'I am looking into');
    const other = await secondDevice(world, mei);
    await other.open(`/desk/#/inbox/mine/${id}`);
    await other.log().waitFor();
    await until('the draft on the other device', async () => (await other.field().inputValue()) === 'I am looking into');
    await mei.go('Tools');
    await other.go('Tools');
    await visitor.send('Are you there?');
    const unread = (agent) => until('one unread', async () => (await agent.fetch('/v1/queue')).mine.find((one) => one.id === id)?.unread === 1);
    await unread(mei);
    await other.openConversation(id);
    await until('read on this device too', async () => (await mei.fetch('/v1/queue')).mine.find((one) => one.id === id)?.unread === 0);
    await mei.go('Inbox');
    await mei.tab('Mine');
    await until('no unread mark', async () => (await mei.page.locator(`a.row.unread[href$="/${id}"]`).count()) === 0);
    await other.context.close();
    await mei.openConversation(id);
    await mei.field().fill('');
  });
}

async function together(world, visitor) {
  const { steps, mei, bo, shots } = world;
  const id = await visitor.id();
  await steps.step('a note calls a colleague, who is told and finds it', async () => {
    await mei.page.keyboard.press('Escape');
    await mei.button('Note').click();
    const note = mei.page.getByRole('textbox', { name: 'Internal note' });
    await note.pressSequentially('Who knows this, @b');
    await mei.page.getByRole('option', { name: 'Bo' }).click();
    await shots.take('desk-note', mei.page);
    await note.press('Enter');
    await bo.go('Inbox');
    await bo.button('You were mentioned').click();
    await bo.page.getByRole('link', { name: /Who knows this, @bo/ }).click();
    await bo.page.locator('.timeline-item.found').getByText('Who knows this').waitFor();
    await until('seen', async () => (await bo.fetch('/v1/note-mentions')).mentions.length === 0);
  });
  await steps.step('a place in the conversation is found by a key', async () => {
    await mei.page.keyboard.press('Escape');
    await mei.log().click();
    await mei.page.keyboard.press('f');
    await mei.page.getByRole('searchbox', { name: 'Find in this conversation' }).fill('REMAINING');
    await mei.page.locator('.find-count').filter({ hasText: ' of ' }).waitFor();
    await mei.page.locator('.timeline-item.found').waitFor();
    await shots.take('desk-find', mei.page);
    await mei.page.keyboard.press('Escape');
  });
}

async function preview(world, visitor) {
  const { steps, mei, admin, shots } = world;
  const toggle = async () => {
    await admin.go('Settings', 'Sites');
    await admin.page.getByRole('switch', { name: 'Agents see what visitors are typing' }).click();
    await admin.button('Save').click();
    await admin.notice('saved').first().waitFor();
    await admin.dismissNotices();
  };
  await steps.step('where the site says so, what is typed is seen, and the visitor is told', async () => {
    await toggle();
    await visitor.page.reload();
    await visitor.findChat().catch(() => undefined);
    if (!(await visitor.field().isVisible().catch(() => false))) await visitor.openChat();
    await visitor.chat.getByText(visitor.texts['typing.shown']).waitFor();
    await visitor.field().pressSequentially('I wonder whether');
    await mei.log().getByText('I wonder whether').waitFor();
    await shots.take('desk-typing', mei.page);
    await shots.take('widget-typing-shown', visitor.page);
    await visitor.field().fill('');
    await toggle();
  });
}

async function ends(world, visitor) {
  const { steps, mei, admin, shots } = world;
  const id = await visitor.id();
  await steps.step('a supervisor adds a topic', async () => {
    await admin.go('Tools', 'Topics');
    await admin.page.getByLabel('New topic').fill('Data and balance');
    await admin.button('Add').click();
    await admin.page.getByText('0 conversations').waitFor();
    await shots.take('desk-topics', admin.page);
  });
  await steps.step('a topic that is being typed stays while another is put aside and back', async () => {
    const field = admin.page.getByLabel('New topic');
    await field.fill('Half a to');
    await admin.button('Stop offering').click();
    await admin.button('Offer again').click();
    await admin.button('Stop offering').waitFor();
    equal(await field.inputValue(), 'Half a to', 'the new topic');
    await field.fill('');
  });
  await steps.step('a dialog asks before Escape throws away what was written in it', async () => {
    await mei.field().fill('One more thing');
    await mei.button('Close').first().click();
    const dialog = mei.dialog();
    await dialog.getByLabel('Summary').fill('Half a summary');
    await mei.page.keyboard.press('Escape');
    await dialog.getByText('What you have written here').waitFor();
    await shots.take('desk-escape', mei.page);
    await dialog.getByRole('button', { name: 'Write on' }).click();
    equal(await dialog.getByLabel('Summary').inputValue(), 'Half a summary', 'what was written');
    for (let i = 0; i < 2; i += 1) await mei.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });
  await steps.step('closing wraps up, and the panel shows it', async () => {
    await mei.button('Close').first().click();
    const dialog = mei.dialog();
    await dialog.getByRole('radio', { name: 'Solved', exact: true }).check({ force: true });
    await dialog.getByLabel('Topic').selectOption({ label: 'Data and balance' });
    await dialog.getByLabel('Summary').fill('Wanted to see the zettabytes left.');
    await dialog.getByLabel('Tags').fill('data, app');
    await shots.take('desk-close', mei.page);
    await dialog.getByRole('button', { name: 'Close conversation' }).click();
    await until('closed', async () => (await visitor.view()).owner === 'closed');
    await mei.open(`/desk/#/inbox/closed/${id}`);
    await mei.page.getByText('Wanted to see the zettabytes left.').waitFor();
    await shots.take('desk-wrapped', mei.page);
  });
  await steps.step('what was being written when it closed is shown, and becomes a note', async () => {
    const unsent = mei.page.getByRole('region', { name: 'What you were writing was not sent' });
    await unsent.getByText('One more thing').waitFor();
    await shots.take('desk-unsent', mei.page);
    await unsent.getByRole('button', { name: 'Keep as a note' }).click();
    const note = mei.page.getByRole('textbox', { name: 'Note' });
    equal(await note.inputValue(), 'One more thing', 'the note');
    await note.fill('');
  });
  await steps.step('it is found again by a word of its summary, and what was looked for is there on the way back and after a reload', async () => {
    await mei.go('Tools', 'Search');
    await mei.page.getByRole('searchbox').fill('zettab');
    const results = mei.page.getByRole('list', { name: 'Conversations found' });
    await until('one result', async () => (await results.getByRole('listitem').count()) === 1);
    await shots.take('desk-search', mei.page);
    await until('the words in the address', () => mei.page.url().endsWith('#/search?text=zettab'));
    await results.getByRole('link').click();
    await mei.log().waitFor();
    await mei.page.goBack();
    await results.getByRole('link').waitFor();
    equal(await mei.page.getByRole('searchbox').inputValue(), 'zettab', 'what is looked for');
    await mei.page.reload();
    await results.getByRole('link').click();
    await mei.log().waitFor();
  });
  await steps.step('a transcript can be had as a file', async () => {
    await mei.button('More').click();
    const waiting = mei.page.waitForEvent('download');
    await mei.page.getByRole('menuitem', { name: 'Download as text' }).click();
    const download = await waiting;
    equal(download.suggestedFilename(), 'conversation.txt', 'its name');
  });
  await steps.step('a visitor is blocked with a reason, told so, and let in again', async () => {
    await mei.button('More').click();
    await shots.take('desk-more', mei.page);
    await mei.page.getByRole('menuitem', { name: 'Block the visitor' }).click();
    await mei.dialog().getByLabel('Reason, for colleagues').fill('Called us names');
    await shots.take('desk-block', mei.page);
    await mei.dialog().getByRole('button', { name: 'Block', exact: true }).click();
    await mei.dialog().waitFor({ state: 'detached' });
    const { token } = await visitor.kept();
    const answer = await visitor.page.evaluate(
      async ([where, bearer]) => {
        const sent = await fetch(where, {
          method: 'POST',
          headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' },
          body: JSON.stringify({ text: 'Still me', key: 'a-key-of-the-story-1' }),
        });
        return { status: sent.status, title: (await sent.json()).title };
      },
      [`/v1/conversations/${id}/messages`, token],
    );
    equal(answer.status, 403, 'a blocked visitor writes');
    truth(answer.title.includes('another way to reach us'), `the visitor is told: ${answer.title}`);
    world.browser.forgive(/status of 403/);
    await mei.go('Tools', 'Blocked visitors');
    await mei.page.getByText('Called us names').waitFor();
    await shots.take('desk-blocks', mei.page);
    await mei.button('Unblock').click();
    await mei.page.getByRole('heading', { name: 'Nobody is blocked' }).waitFor();
    await mei.dismissNotices();
  });
}

async function inChinese(world) {
  const { steps, mei, browser, server, shots } = world;
  const visitor = new Visitor(await browser.person({ locale: 'zh-CN' }), server, 'zh-CN');
  const agent = await secondDevice(world, mei, { language: 'zh-CN', locale: 'zh-CN', colorScheme: 'dark' });
  await steps.step('the same in Chinese, in the dark: answers, search, lists as one likes them', async () => {
    await visitor.openShop();
    await visitor.send('转人工');
    await until('Mei has it', async () => (await visitor.id()) && (await visitor.view()).agent?.name === 'Mei');
    await visitor.send('流量怎么查，我的手机流量好像不够了');
    const id = await visitor.id();
    await agent.open(`/desk/#/inbox/mine/${id}`);
    await agent.page.getByRole('list', { name: '知识库中的答案' }).getByRole('button').first().waitFor();
    await shots.take('desk-zh', agent.page);
    await agent.page.getByRole('button', { name: '列表显示' }).click();
    await agent.page.getByLabel('排序').selectOption({ label: '未读优先' });
    await shots.take('desk-zh-view', agent.page);
    await until('kept with the account', async () => (await mei.fetch('/v1/me/desk')).choice.sort === 'unread');
    await agent.page.getByLabel('排序').selectOption({ label: '最近活动优先' });
    await until('as it was', async () => (await mei.fetch('/v1/me/desk')).choice.sort === 'newest');
    await agent.page.keyboard.press('Escape');
    await agent.open('/desk/#/search');
    await agent.page.getByRole('searchbox').fill('流量好像');
    await until('found by a part of a sentence', async () => (await agent.page.getByRole('list', { name: '搜索结果' }).getByRole('listitem').count()) === 1);
    await shots.take('desk-zh-search', agent.page);
  });
  await steps.step('right to left: the lists stand at the right, nothing is cut off, and my groups is one of them', async () => {
    for (const size of ['desktop', 'phone']) {
      const mirrored = await secondDevice(world, mei, { size });
      await mirrored.open(`/desk/?lang=ar-XB#/inbox/mine/${await visitor.id()}`);
      await mirrored.page.getByRole('log').waitFor();
      equal(await mirrored.page.evaluate(() => document.documentElement.dir), 'rtl', 'direction');
      const wrong = (await faultsOf(mirrored.page, 'en', { withAxe: true })).filter((text) => !text.includes('translat'));
      equal(wrong, [], `what is wrong on a ${size}`);
      await shots.asIs(`desk-mirrored-${size}`, mirrored.page);
      await mirrored.context.close();
    }
    await mei.openConversation(await visitor.id());
    await mei.button('How the list looks').click();
    await mei.page.getByLabel('Group', { exact: true }).selectOption({ label: 'My groups' });
    await until('kept with the account', async () => (await mei.fetch('/v1/me/desk')).choice.group === '*');
    await mei.page.locator(`a.row[href$="/${await visitor.id()}"]`).waitFor();
    await mei.page.getByLabel('Group', { exact: true }).selectOption({ label: 'All' });
    await until('as it was', async () => !(await mei.fetch('/v1/me/desk')).choice.group);
    await mei.page.keyboard.press('Escape');
  });
  await steps.step('it is closed again', async () => {
    const { id, token } = await visitor.kept();
    await visitor.page.evaluate(
      ([where, bearer]) => fetch(where, { method: 'POST', headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' }, body: '{}' }),
      [`/v1/conversations/${id}/close`, token],
    );
    await until('closed', async () => (await visitor.view()).owner === 'closed');
  });
  await visitor.context.close();
  await agent.context.close();
}

export async function desk(world) {
  const { steps, browser, server, mei } = world;
  const visitor = new Visitor(await browser.person(), server);
  const before = (await mei.fetch('/v1/session')).me.presence;
  if (before !== 'online') await mei.setPresence('Online');
  await readyMade(world);
  await steps.step('a visitor asks for a person and Mei has the conversation', async () => {
    await visitor.openShop();
    await visitor.send('let me talk to a human');
    await until('Mei has it', async () => (await visitor.id()) && (await visitor.view()).agent?.name === 'Mei');
  });
  await writing(world, visitor);
  await together(world, visitor);
  await preview(world, visitor);
  await ends(world, visitor);
  await inChinese(world);
  await steps.step('the desk is as it was', async () => {
    await mei.go('Tools', 'Ready-made replies');
    await mei.button('Remove “A first word”').click();
    await mei.button('Remove').click();
    await mei.page.getByRole('heading', { name: 'No replies here' }).waitFor();
    await mei.dismissNotices();
    await mei.go('Inbox');
    if (before !== 'online') await mei.setPresence(before[0].toUpperCase() + before.slice(1));
    await visitor.context.close();
  });
}
