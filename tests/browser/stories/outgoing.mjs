// What goes out of the house, as people set it up and meet it: the webhook and its receiver, the mail server,
// conversations by mail, how one is reached away from the desk, and the service worker that shows what is pushed.
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { Agent, PASSWORD } from '../agent.mjs';
import { Browser } from '../browser.mjs';
import { faultsOf } from '../looks.mjs';
import { equal, truth } from '../steps.mjs';
import { Visitor } from '../visitor.mjs';
import { until } from '../wait.mjs';

/** Another program that is told; keeps what it got. */
async function receiver() {
  const got = [];
  const server = createServer((request, answer) => {
    let body = '';
    request.on('data', (bytes) => (body += bytes));
    request.on('end', () => {
      got.push({ headers: request.headers, body });
      answer.end();
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return { got, url: `http://localhost:${server.address().port}/hook`, stop: () => server.close() };
}

function checkSigned({ headers, body }, secret) {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const made = createHmac('sha256', key).update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`).digest('base64');
  equal(headers['webhook-signature'], `v1,${made}`, 'the signature');
  return JSON.parse(body);
}

const line = (agent, text, state) => agent.page.locator('.outbox-line').filter({ hasText: text }).filter({ hasText: state }).first();

async function openAlerts(agent) {
  await agent.button('Your account and settings').click();
  await agent.button('Alerts away from the desk').click();
  await agent.dialog().getByRole('heading', { name: 'By browser' }).waitFor();
  return agent.dialog();
}

/** Gives the desk's service worker a message, as the browser's push service would. */
async function push(agent, message) {
  const cdp = await agent.context.newCDPSession(agent.page);
  const found = new Promise((resolve) => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const one = registrations.find(({ scopeURL }) => scopeURL.endsWith('/desk/'));
      if (one) resolve(one.registrationId);
    });
  });
  await cdp.send('ServiceWorker.enable');
  await cdp.send('ServiceWorker.deliverPushMessage', { origin: agent.server.address, registrationId: await found, data: JSON.stringify(message) });
  await cdp.detach();
}

const shown = (agent) =>
  agent.page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration('/desk/');
    return (await registration.getNotifications()).map(({ title, body, tag, data }) => ({ title, body, tag, data }));
  });

/** In a Chromium that has windows: the other shows no notices. */
async function pushedIsShown(agent) {
  await agent.context.grantPermissions(['notifications'], { origin: agent.server.address });
  await agent.page.evaluate(async () => {
    await navigator.serviceWorker.register('/desk/push-worker.js', { scope: '/desk/' });
    await navigator.serviceWorker.ready;
  });
  const notice = { title: 'A visitor is waiting: Sales', body: 'Waiting for 2 minutes', place: '#/inbox/queue/abc', tag: 'abc' };
  await push(agent, notice);
  equal(await shown(agent), [], 'while the desk is looked at');
  await agent.page.goto(`${agent.server.address}/help`);
  /* A worker that is just being woken may miss a push; the same tag is one notice. */
  const [one] = await until('the notice', async () => {
    await push(agent, notice);
    return (await shown(agent)).length ? shown(agent) : null;
  });
  equal(one, { title: notice.title, body: notice.body, tag: 'abc', data: '/desk/#/inbox/queue/abc' }, 'the notice');
  await until('the other', async () => {
    await push(agent, { ...notice, tag: 'bad', place: 'https://evil.example.com/' });
    return (await shown(agent)).some(({ tag, data }) => tag === 'bad' && data === '/desk/');
  });
}

async function setUp({ steps, admin, shots }, other) {
  let secret = '';
  await steps.step('an administrator names a webhook, sees its secret once, and tries it', async () => {
    await admin.go('Settings', 'Mail and alerts');
    await admin.page.getByLabel('Address', { exact: true }).fill(other.url);
    await admin.page.locator('.sending-form').nth(1).getByRole('button', { name: 'Save' }).click();
    secret = await admin.page.getByLabel('Signing secret').inputValue();
    await admin.button('Send a test').click();
    await line(admin, 'A test', 'Sent').waitFor();
    equal(checkSigned(other.got[0], secret).type, 'test', 'what was told');
    await shots.take('sending', admin.page);
  });
  await steps.step('a mail server is set up; what it can’t take yet waits, with the reason', async () => {
    const form = admin.page.locator('.sending-form').first();
    await form.getByLabel('Address of this desk').fill('https://chat.example.com');
    await form.getByLabel('Server', { exact: true }).fill('localhost');
    await form.getByLabel('Port').fill('1');
    await form.getByLabel("Sender's address").fill('desk@example.com');
    await form.getByRole('button', { name: 'Save' }).click();
    await until('it is stored', async () => (await admin.fetch('/v1/sending')).mail_server === 'localhost');
  });
  return secret;
}

/** A visitor has the conversation sent to them, from the chat as a page, on a phone. */
async function visitorsMail({ steps, browser, server, admin, shots }, language) {
  await steps.step(`a visitor gets the conversation by mail, and hears what is wrong with an address (${language})`, async () => {
    const locale = language === 'en' ? 'en-US' : language;
    const visitor = await new Visitor(await browser.person({ size: 'phone', locale }), server, language).openChatPage(`/chat?lang=${language}`);
    const { texts, chat } = visitor;
    const choose = async () => {
      await visitor.button('head.menu').click();
      await chat.getByRole('menuitem', { name: texts.mail, exact: true }).click();
      await chat.getByRole('heading', { name: texts.mail, exact: true }).waitFor();
    };
    const address = `${language.toLowerCase()}@example.net`;
    const field = chat.getByLabel(texts['left.contact.email']);
    await visitor.ask('Can I trade in my old phone?');
    await choose();
    await field.fill('nobody');
    await visitor.button('composer.send').click();
    await chat.getByRole('alert').filter({ hasText: texts['left.needEmail'] }).waitFor();
    await shots.asIs(`widget-mail-wrong-${language}`, visitor.page);
    equal(await faultsOf(visitor.page, language, { withAxe: true }), [], 'what is wrong with it');
    await field.fill(address);
    await field.press('Enter');
    await chat.getByRole('heading', { name: texts['mail.sent'] }).waitFor();
    await shots.asIs(`widget-mail-sent-${language}`, visitor.page);
    await until('it is in the outbox', async () => (await admin.fetch('/v1/outbox?kind=mail')).lines.some(({ target }) => target === address));
    await visitor.button('left.back').click();
    await visitor.field().waitFor();
    await visitor.button('head.menu').click();
    await chat.getByRole('menuitem', { name: texts.end }).click();
    await visitor.button('mail').waitFor();
    await shots.asIs(`widget-mail-ended-${language}`, visitor.page);
    if (language === 'en') return visitor.context.close();
    await visitor.button('mail').click();
    /* The same words to the same address are one mail; to others there are three a day. */
    for (const other of ['two', 'three', 'four']) {
      await field.fill(`${other}-${address}`);
      await field.press('Enter');
      if (other === 'four') break;
      await chat.getByRole('heading', { name: texts['mail.sent'] }).waitFor();
      await visitor.button('left.back').click();
      await visitor.button('mail').click();
    }
    await chat.getByRole('alert').filter({ hasText: '已要求寄送足夠多的郵件' }).waitFor();
    await shots.asIs(`widget-mail-enough-${language}`, visitor.page);
    browser.forgive(/status of 429/);
    return visitor.context.close();
  });
}

export async function outgoing(world) {
  const { steps, browser, server, admin, mei, shots } = world;
  const other = await receiver();
  const secret = await setUp(world, other);
  const visitor = await new Visitor(await browser.person(), server, 'en').openShop();
  const group = (await admin.fetch('/v1/groups')).groups.find((one) => one.is_default);

  await steps.step('a group says when it calls by which way', async () => {
    await admin.go('Team');
    const card = admin.page.getByRole('listitem').filter({ has: admin.page.getByRole('heading', { name: group.name, exact: true }) });
    await card.locator('.group-head').getByRole('button').click();
    const dialog = admin.dialog();
    await dialog.getByLabel('Push to browsers after').fill('0');
    await dialog.getByLabel('Send mail after').fill('0');
    await dialog.getByLabel('Tell the webhook after').fill('1');
    await shots.take('outgoing-group', admin.page);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
  });

  await steps.step('a visitor for whom nobody comes is told of to the webhook', async () => {
    await world.bo.setPresence('Away');
    await mei.setPresence('Busy');
    await visitor.ask('I want to talk to a person');
    const { id } = await visitor.kept();
    const call = await until('the webhook', () => other.got.slice(1).find(({ body }) => JSON.parse(body).data.conversation === id));
    equal(checkSigned(call, secret).type, 'conversation.waiting', 'what was told');
    truth(!call.body.includes((await visitor.kept()).token), 'the visitor’s token was told');
  });

  await steps.step('an agent takes it, and sends the conversation by mail', async () => {
    const { id } = await visitor.kept();
    await mei.openConversation(id, 'Queue');
    await mei.button('Accept').click();
    await mei.reply('Here I am.');
    await mei.button('More').click();
    await mei.page.getByRole('menuitem', { name: 'Send by mail' }).click();
    await mei.dialog().getByLabel('To', { exact: true }).fill('ann@example.net');
    await shots.take('outgoing-transcript', mei.page);
    await mei.dialog().getByRole('button', { name: 'Send', exact: true }).click();
    await mei.notice('It is on its way').waitFor();
    await admin.go('Settings', 'Mail and alerts');
    await line(admin, 'A conversation by mail', 'Waiting').getByText(/connect/i).waitFor();
    await shots.take('outgoing-outbox', admin.page);
  });

  for (const language of ['en', 'zh-TW']) await visitorsMail(world, language);

  await steps.step('one says how one is reached away from the desk', async () => {
    const dialog = await openAlerts(mei);
    await dialog.getByLabel('Your mail address').fill('mei@example.net');
    await dialog.getByLabel('Your present password').fill(PASSWORD);
    await shots.take('outgoing-alerts', mei.page);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByLabel('Mail me when nobody reacts').waitFor();
    equal((await mei.fetch('/v1/me/alerts')).email, 'mei@example.net', 'the address');
    await dialog.getByRole('button', { name: 'Close' }).click();
  });

  await steps.step('what is pushed is shown, unless the desk is being looked at, and leads to the conversation', async () => {
    const whole = new Browser();
    await whole.launch({ isWhole: true });
    try {
      await pushedIsShown(await new Agent(await whole.person(), server, 'mei').signIn());
    } finally {
      browser.complaints.push(...whole.takeComplaints());
      await whole.close();
    }
    await mei.setPresence('Online');
  });

  await steps.step('whoever forgot the password asks for a link, and learns nothing of who there is', async () => {
    const page = await (await browser.person()).newPage();
    await page.goto(`${server.address}/desk/`);
    await page.getByRole('button', { name: 'Forgot the password?' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('nobody-here');
    await shots.take('outgoing-forgotten', page);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.locator('.notice').filter({ hasText: 'If there is such an account' }).waitFor();
    await page.context().close();
  });

  await visitor.context.close();
  other.stop();
}
