// Colleagues in one conversation: invited, watching, whispering, joining and taking over; and what they
// say among themselves.  The visitor sees who is there, and nobody sees who watches.
import { sizes } from '../browser.mjs';
import { faultsOf } from '../looks.mjs';
import { settle } from '../shots.mjs';
import { equal, truth } from '../steps.mjs';
import { Visitor } from '../visitor.mjs';
import { until } from '../wait.mjs';

const TOLD_WITHIN = 1000;
/** The chat's own names, in the chat's language. */
const both = { en: 'Mei and Bo', 'zh-CN': 'Mei和Bo' };

const heading = (visitor, name) => visitor.chat.getByRole('heading', { name, exact: true });
const banner = (agent, words) => agent.page.locator('.banner').filter({ hasText: words });

/** A picture at both widths, where nothing is untranslated, too wide or hard to use for anybody. */
async function lookAt(world, name, page, language = 'en') {
  await world.shots.take(name, page);
  const before = page.viewportSize();
  for (const viewport of Object.values(sizes)) {
    await page.setViewportSize(viewport);
    await settle(page);
    equal(await faultsOf(page, language, { withAxe: true }), [], name);
  }
  await page.setViewportSize(before);
}

async function openPeople(agent, label = 'People in this conversation') {
  await agent.button(label).click();
  const panel = agent.page.getByRole('dialog', { name: label });
  await panel.waitFor();
  return panel;
}

async function peopleNamed(agent) {
  const panel = await openPeople(agent);
  const names = await panel.locator('.people-line').allInnerTexts();
  await agent.page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  return names.map((text) => text.replace(/^\S+\n/, '').replace(/\s+/g, ' '));
}

/** Writes down when the invitation stands on the page, by the page's own clock. */
function watchForInvitation(page) {
  return page.evaluate(() => {
    window.invitedAt = 0;
    const look = () => {
      if (document.querySelector('.banner-actions')) window.invitedAt ||= Date.now();
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  });
}

/** By keyboard alone: the key, the colleague, the word, Enter. */
async function invite(agent, name, note) {
  const dialog = agent.dialog();
  /* A conversation that is just being opened hears no keys yet. */
  await until('the dialog to invite', async () => {
    if (await dialog.isVisible()) return true;
    await agent.log().focus();
    await agent.page.keyboard.press('i');
    return dialog.waitFor({ timeout: 2000 }).then(() => true, () => false);
  });
  await dialog.getByRole('radio', { name: new RegExp(name) }).focus();
  await agent.page.keyboard.press('Space');
  await dialog.getByRole('textbox').fill(note);
  const askedAt = Date.now();
  await dialog.getByRole('button').last().press('Enter');
  await dialog.waitFor({ state: 'detached' });
  return askedAt;
}

async function withPerson(world, visitor, words) {
  const { mei } = world;
  await visitor.openShop();
  await visitor.ask(words);
  await visitor.button('person').click();
  await heading(visitor, 'Mei').waitFor();
  const id = await visitor.id();
  await mei.openConversation(id);
  return id;
}

async function inviting(world, visitor) {
  const { steps, mei, bo, shots } = world;

  await steps.step('Mei invites Bo by keyboard, and he is told within a second', async () => {
    await watchForInvitation(bo.page);
    const askedAt = await invite(mei, 'Bo', 'You know the harbour plans');
    const ahead = await bo.page.evaluate(() => Date.now()) - Date.now(); /* a story before may have moved his clock */
    const invitedAt = await until('the invitation', () => bo.page.evaluate(() => window.invitedAt)) - ahead;
    truth(invitedAt - askedAt < TOLD_WITHIN, `he was told after ${invitedAt - askedAt} ms`);
    await banner(bo, 'Mei invites you').getByText('You know the harbour plans').waitFor();
    await mei.log().getByText('Mei invited Bo').waitFor();
    await lookAt(world, 'desk-invited', bo.page);
    return `told after ${invitedAt - askedAt} ms`;
  });

  await steps.step('the visitor hears of it only when he comes', async () => {
    truth(!(await visitor.log().innerText()).includes('Bo'), 'the chat names Bo already');
    await banner(bo, 'Mei invites you').getByRole('button', { name: 'Join' }).press('Enter');
    await visitor.log().getByText(visitor.texts['system.assigned'].replace('{agent}', 'Bo')).waitFor();
    await heading(visitor, both[visitor.language]).waitFor();
    await shots.take(`widget-together-${visitor.language}`, visitor.page);
  });

  await steps.step('both write to the visitor, and the conversation stays Mei\'s', async () => {
    await bo.field().pressSequentially('Bo of', { delay: 20 });
    await visitor.log().getByText(visitor.texts['typing.agent'].replace('{name}', 'Bo')).waitFor();
    await bo.reply('Bo of the harbour team: the L plan has it');
    await visitor.log().getByText('the L plan has it').waitFor();
    await mei.log().getByText('the L plan has it').waitFor();
    await mei.reply('I can book it for you');
    await visitor.log().getByText('I can book it for you').waitFor();
    await bo.log().getByText('I can book it for you').waitFor();
    equal((await visitor.view()).agent.name, 'Mei', 'who has it');
    await bo.tab('Mine');
    await bo.page.getByRole('region', { name: 'Beside colleagues' }).locator('a.row').click();
    await bo.log().waitFor();
    const names = await peopleNamed(mei);
    truth(names.some((text) => text.includes('Bo') && text.includes('has joined')), `Mei sees ${names}`);
    const panel = await openPeople(mei);
    await lookAt(world, 'desk-people', mei.page);
    await mei.page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
  });

  await steps.step('Bo leaves, and the visitor sees it', async () => {
    const panel = await openPeople(bo);
    await panel.getByRole('button', { name: /^Leave the conversation/ }).click();
    await visitor.log().getByText(visitor.texts['system.left'].replace('{agent}', 'Bo')).waitFor();
    await heading(visitor, 'Mei').waitFor();
    await bo.field().waitFor({ state: 'detached' });
  });
}

async function supervising(world, visitor, id) {
  const { steps, admin, mei, bo, shots } = world;
  const name = (await admin.fetch('/v1/session')).me.display_name;

  await steps.step('the supervisor watches, and neither the visitor nor Mei sees it', async () => {
    const before = (await visitor.events()).length;
    const seen = (await mei.fetch(`/v1/conversations/${id}`)).last_seq;
    await admin.openConversation(id, 'All');
    const panel = await openPeople(admin);
    await panel.getByRole('button', { name: /^Watch silently/ }).click();
    await banner(admin, 'You are watching silently').waitFor();
    await lookAt(world, 'desk-watching', admin.page);
    await visitor.send('Is anybody there?');
    await admin.log().getByText('Is anybody there?').waitFor();
    await mei.log().getByText('Is anybody there?').waitFor();
    equal((await visitor.events()).length, before + 1, 'events of the visitor');
    equal((await mei.fetch(`/v1/conversations/${id}`)).last_seq, seen + 1, 'events of the desk');
    truth(!(await peopleNamed(mei)).join().includes('watches'), 'Mei sees that somebody watches');
    const watchers = await peopleNamed(admin);
    truth(watchers.some((text) => text.includes(name) && text.includes('watches silently')), `the supervisor sees ${watchers}`);
  });

  await steps.step('a whisper reaches Mei and never the visitor', async () => {
    await admin.log().focus();
    await admin.page.keyboard.press('h');
    await admin.page.getByRole('textbox', { name: 'Whisper' }).fill('Offer the **refund**');
    await lookAt(world, 'desk-whisper', admin.page);
    await admin.page.getByRole('textbox', { name: 'Whisper' }).press('Enter');
    await mei.log().getByText('Offer the refund').waitFor();
    await mei.log().locator('.message.note').getByText('Whisper').waitFor();
    truth(!(await visitor.shown()).join().includes('refund'), 'the visitor sees the whisper');
    truth(!(await visitor.events()).some((event) => event.type === 'note' || event.type === 'whisper'), 'the visitor gets the whisper');
  });

  await steps.step('an agent who may not is refused in clear words', async () => {
    const problem = await bo.page.evaluate(async (where) => {
      const { csrf } = await (await fetch('/v1/session')).json();
      const answer = await fetch(where, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf }, body: '{}' });
      return answer.json();
    }, `/v1/conversations/${id}/take-over`);
    world.browser.forgive(/status of 403/);
    equal(problem.code, 'forbidden', 'the refusal');
    truth(problem.title.includes('not allowed'), `it says ${problem.title}`);
    equal((await visitor.view()).agent.name, 'Mei', 'who has it');
  });

  await steps.step('the supervisor joins, and everybody sees it', async () => {
    const panel = await openPeople(admin);
    await panel.getByRole('button', { name: /^Join/ }).click();
    await visitor.log().getByText(`${name} joined the conversation`).waitFor();
    await mei.log().getByText(`${name} joined as a supervisor`).waitFor();
    await heading(visitor, `Mei and ${name}`).waitFor();
  });

  await steps.step('the supervisor takes over, and Mei is told', async () => {
    await mei.dismissNotices();
    const panel = await openPeople(admin);
    await panel.getByRole('button', { name: /^Take over/ }).click();
    await lookAt(world, 'desk-take-over', admin.page);
    await admin.dialog().getByRole('button', { name: 'Take over' }).press('Enter');
    await mei.notice(`${name} took over a conversation of yours`).waitFor();
    await shots.take('desk-taken-over', mei.page);
    await mei.field().waitFor({ state: 'detached' });
    await visitor.log().getByText(`${name} takes over`).waitFor();
    await heading(visitor, name).waitFor();
    await admin.reply('I look after you now');
    await visitor.log().getByText('I look after you now').waitFor();
    await until('Mei has heard of it', async () => (await mei.fetch('/v1/together')).tidings.length === 0);
  });

  await steps.step('who is asked may say no, and who asked is told', async () => {
    await invite(admin, 'Bo', '');
    await banner(bo, 'invites you').getByRole('button', { name: 'Not now' }).click();
    await admin.notice('Bo can\'t join you just now').waitFor();
    await banner(bo, 'invites you').waitFor({ state: 'detached' });
    await admin.send('POST', `/v1/conversations/${id}/close`);
    await until('the end', async () => (await visitor.view()).owner === 'closed');
  });
}

const unread = (agent) => agent.page.getByRole('link', { name: /Colleagues|同事/ }).locator('.rail-count');
const room = (agent, name) => agent.page.locator('.rooms a.row').filter({ has: agent.page.locator('.row-name').getByText(name, { exact: true }) });
const roomLog = (agent) => agent.page.getByRole('log', { name: 'Messages of colleagues' });

async function talkingAmongThemselves(world, id) {
  const { steps, admin, mei, bo, lin } = world;

  await steps.step('Mei asks Bo about the conversation, and his badge counts it', async () => {
    await mei.openConversation(id, 'Closed');
    const panel = await openPeople(mei);
    await panel.getByRole('link', { name: 'Ask a colleague about it' }).click();
    await room(mei, 'Bo').click();
    await mei.page.getByRole('textbox', { name: 'Message to colleagues' }).fill('What would **you** have said?');
    await mei.page.getByRole('textbox', { name: 'Message to colleagues' }).press('Enter');
    await roomLog(mei).locator('.conversation-chip').waitFor();
    await until('the badge', async () => (await unread(bo).innerText().catch(() => '')) === '1');
    equal(await unread(lin).count(), 0, 'badges of others');
  });

  await steps.step('who is away reads it later, and follows the link', async () => {
    await bo.page.goto('about:blank');
    await mei.page.getByRole('textbox', { name: 'Message to colleagues' }).fill('No hurry');
    await mei.page.getByRole('textbox', { name: 'Message to colleagues' }).press('Enter');
    await roomLog(mei).getByText('No hurry').waitFor();
    await bo.open();
    await until('both are unread', async () => (await unread(bo).innerText().catch(() => '')) === '2');
    await bo.go('Colleagues');
    await room(bo, 'Mei').click();
    await roomLog(bo).getByText('No hurry').waitFor();
    await lookAt(world, 'desk-colleagues', bo.page);
    await unread(bo).waitFor({ state: 'detached' });
    await roomLog(bo).locator('.conversation-chip').click();
    await bo.log().getByText('I look after you now').waitFor();
  });

  await steps.step('an answer comes live', async () => {
    await bo.go('Colleagues');
    await room(bo, 'Mei').click();
    await bo.page.getByRole('textbox', { name: 'Message to colleagues' }).fill('The same');
    const saidAt = Date.now();
    await bo.page.getByRole('textbox', { name: 'Message to colleagues' }).press('Enter');
    await roomLog(mei).getByText('The same').waitFor();
    const took = Date.now() - saidAt;
    truth(took < TOLD_WITHIN, `it came after ${took} ms`);
    return `after ${took} ms`;
  });

  await steps.step('a file goes to the two and to nobody else', async () => {
    await bo.page.locator('.room-write input[type=file]').setInputFiles({ name: 'tariffs.csv', mimeType: 'text/csv', buffer: Buffer.from('plan,price\nL,20\n') });
    await roomLog(mei).getByRole('button', { name: /tariffs\.csv/ }).waitFor();
    const [one, other] = await Promise.all([mei, bo].map(async (agent) => (await agent.fetch('/v1/session')).me.id));
    const { messages } = await mei.fetch(`/v1/rooms/person.${other}/messages`);
    const { file } = messages.at(-1);
    const status = (agent, path) => agent.page.evaluate(async (where) => (await fetch(where)).status, path);
    equal(await status(mei, `/v1/rooms/person.${other}/files/${file.id}`), 200, 'for Mei');
    equal(await status(lin, `/v1/rooms/person.${one}/files/${file.id}`), 404, 'for Lin');
    equal(await status(admin, `/v1/rooms/all/files/${file.id}`), 404, 'for the administrator');
    world.browser.forgive(/status of 404/);
  });

  await steps.step('a file that isn\'t what its name says is refused', async () => {
    await bo.page.locator('.room-write input[type=file]').setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from('<svg onload=alert(1)>') });
    await bo.page.locator('.room-write').getByRole('alert').waitFor();
    world.browser.forgive(/status of 415/);
    await lookAt(world, 'desk-colleagues-refused', bo.page);
  });

  await steps.step('the room of all reaches the editor too', async () => {
    await mei.go('Colleagues');
    await room(mei, 'Everybody').click();
    await mei.page.getByRole('textbox', { name: 'Message to colleagues' }).fill('Cake in the kitchen');
    await mei.page.getByRole('textbox', { name: 'Message to colleagues' }).press('Enter');
    await until('Lin\'s badge', async () => (await unread(lin).innerText().catch(() => '')) === '1');
    await lin.go('Colleagues');
    await room(lin, 'Everybody').click();
    await roomLog(lin).getByText('Cake in the kitchen').waitFor();
    await unread(lin).waitFor({ state: 'detached' });
    await lin.go('Knowledge');
  });
}

async function looks(world) {
  const { steps, bo } = world;
  await steps.step('in the dark and in Chinese it is the same desk', async () => {
    await bo.page.emulateMedia({ colorScheme: 'dark' });
    await lookAt(world, 'desk-colleagues-dark', bo.page);
    await bo.send('PUT', '/v1/me', { language: 'zh-CN' });
    await bo.page.reload();
    await bo.page.getByRole('heading', { name: '同事' }).waitFor();
    await lookAt(world, 'desk-colleagues-zh', bo.page, 'zh-CN');
    await bo.page.emulateMedia({ colorScheme: 'light' });
  });
}

async function inChinese(world) {
  const { steps, browser, server, mei, bo, shots } = world;
  const visitor = new Visitor(await browser.person({ locale: 'zh-CN' }), server, 'zh-CN');

  await steps.step('the same in Chinese: invited, joined, left', async () => {
    const id = await withPerson(world, visitor, '流量怎么查');
    await invite(mei, 'Bo', '请帮忙看一下');
    await banner(bo, '邀请你加入').getByText('请帮忙看一下').waitFor();
    await lookAt(world, 'desk-invited-zh', bo.page, 'zh-CN');
    await banner(bo, '邀请你加入').getByRole('button', { name: '加入', exact: true }).click();
    await visitor.log().getByText('Bo已加入会话').waitFor();
    await heading(visitor, both['zh-CN']).waitFor();
    await bo.page.getByRole('log').getByText('Bo 已加入').waitFor();
    const panel = await openPeople(bo, '此会话中的同事');
    await lookAt(world, 'desk-people-zh', bo.page, 'zh-CN');
    await panel.getByRole('button', { name: /^退出会话/ }).click();
    await visitor.log().getByText('Bo已离开会话').waitFor();
    await shots.take('widget-left-zh', visitor.page);
    await mei.send('POST', `/v1/conversations/${id}/close`);
  });

  await steps.step('everything is as it was', async () => {
    await bo.send('PUT', '/v1/me', { language: 'en' });
    await bo.page.goto(new URL('/desk/#/inbox/mine', server.address).href);
    await bo.page.reload();
    await bo.page.getByRole('heading', { name: 'Inbox' }).waitFor();
    await mei.go('Inbox');
    await visitor.context.close();
    for (const agent of [mei, bo]) {
      const { joined, watched, invitations, tidings } = await agent.fetch('/v1/together');
      equal([joined, watched, invitations, tidings], [[], [], [], []], 'what is left of it');
    }
  });
}

export async function together(world) {
  const { steps, browser, server, mei } = world;
  const visitor = new Visitor(await browser.person(), server);
  let id;
  await steps.step('a visitor is with Mei', async () => {
    id = await withPerson(world, visitor, 'Can I trade in my old phone?');
    await mei.reply('Hello, this is Mei');
    await visitor.log().getByText('Hello, this is Mei').waitFor();
  });
  await inviting(world, visitor);
  await supervising(world, visitor, id);
  await visitor.context.close();
  await talkingAmongThemselves(world, id);
  await looks(world);
  await inChinese(world);
}
