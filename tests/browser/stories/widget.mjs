// The visitor's side as a whole: files, emoji, ticks, forms, members, automatic texts, the site's look,
// a strict page, right to left, phones, and people who use the keyboard or a screen reader.
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { deflateSync } from 'node:zlib';
import { faultsOf } from '../looks.mjs';
import { equal, truth } from '../steps.mjs';
import { until } from '../wait.mjs';
import { Visitor } from '../visitor.mjs';

/** A real picture: stripes of sea and sand. */
function picture(width, height) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const length = Buffer.alloc(4);
    const sum = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  const rows = Array.from({ length: height }, (_, y) => Buffer.from([0, ...Array.from({ length: width }, () => (y % 40 < 20 ? [40, 120, 160] : [230, 200, 140])).flat()]));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.concat(rows))), chunk('IEND', Buffer.alloc(0))]);
}

/** As PNG wants it (ISO 3309). */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const PNG = picture(320, 200);
const BLUE = '#1d4ed8';

async function settingsOf(admin, site = 'default') {
  return admin.fetch(`/v1/sites/${site}/settings`);
}

/** Changes some of a site's settings. */
async function change(admin, part, site = 'default') {
  const { settings, version } = await settingsOf(admin, site);
  await admin.send('PUT', `/v1/sites/${site}/settings`, { version, settings: { ...settings, ...part } });
}

/** Fails with what is wrong to look at or for assistive technology. */
async function mustLookRight(page, language, name) {
  const wrong = await faultsOf(page, language, { withAxe: true });
  truth(wrong.length === 0, `${name}: ${wrong.join('\n')}`);
}

async function files(world, language, size) {
  const { steps, browser, server, shots, mei } = world;
  const visitor = new Visitor(await browser.person({ size, locale: language === 'en' ? 'en-US' : language }), server, language);
  await steps.step(`files (${language}, ${size}): chosen, dropped, pasted, refused and taken out`, async () => {
    await visitor.openChatPage(`/chat?lang=${language}`);
    const [chooser] = await Promise.all([visitor.page.waitForEvent('filechooser'), visitor.button('files.attach').click()]);
    await chooser.setFiles([{ name: 'parcel.png', mimeType: 'image/png', buffer: PNG }, { name: 'virus.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ') }]);
    const tray = visitor.chat.locator('.tray');
    await tray.locator('.tray-item.ready').filter({ hasText: 'parcel.png' }).waitFor();
    const refused = tray.locator('.tray-item.failed').filter({ hasText: 'virus.exe' });
    await refused.getByRole('alert').waitFor();
    await shots.asIs(`widget-files-tray-${language}-${size}`, visitor.page);
    await refused.getByRole('button').click();
    await visitor.field().evaluate((field) => {
      const data = new DataTransfer();
      data.items.add(new File(['pasted words'], 'pasted.txt', { type: 'text/plain' }));
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
      const dropped = new DataTransfer();
      dropped.items.add(new File(['dropped words'], 'dropped.csv', { type: 'text/csv' }));
      field.dispatchEvent(new DragEvent('drop', { dataTransfer: dropped, bubbles: true, cancelable: true }));
    });
    await until('three files ready', async () => (await tray.locator('.tray-item.ready').count()) === 3);
    await visitor.send('**Look** at _this_');
    const sent = await until('the message', async () => (await visitor.id()) && (await visitor.events()).find((event) => event.files));
    equal(sent.files.map((file) => file.name), ['parcel.png', 'pasted.txt', 'dropped.csv'], 'files');
    const shown = visitor.log().locator('.attachment-picture img');
    await until('the picture is drawn', () => shown.evaluate((image) => image.complete && image.naturalWidth === 320));
    equal(await visitor.log().locator('.message.end strong').first().textContent(), 'Look', 'bold');
    await shots.asIs(`widget-files-sent-${language}-${size}`, visitor.page);
    await mustLookRight(visitor.page, language, 'files');
  });
  await steps.step(`files (${language}, ${size}): a name that lies is refused in the reader's language`, async () => {
    const [chooser] = await Promise.all([visitor.page.waitForEvent('filechooser'), visitor.button('files.attach').click()]);
    await chooser.setFiles([{ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<svg onload="alert(1)"/>') }]);
    const item = visitor.chat.locator('.tray-item.failed');
    await item.getByRole('alert').filter({ hasText: language === 'en' ? 'what its name says' : '名称不符' }).waitFor();
    await item.getByRole('button').last().click();
    browser.forgive(/status of 415/);
  });
  await steps.step(`files (${language}, ${size}): a download keeps its name; the agent sees the picture`, async () => {
    const card = visitor.log().locator('.attachment-card').first();
    const [download] = await Promise.all([visitor.page.waitForEvent('download'), card.click()]);
    equal(download.suggestedFilename(), 'pasted.txt', 'name');
    if (size === 'desktop') {
      await visitor.button('person').click();
      const id = await visitor.id();
      await until('the agent has it', async () => (await visitor.view()).owner === 'agent');
      await mei.openConversation(id);
      await mei.log().locator('.attachment-picture img').waitFor();
      const [chooser] = await Promise.all([mei.page.waitForEvent('filechooser'), mei.button('Attach files').click()]);
      await chooser.setFiles([{ name: 'answer.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\nhello\n') }]);
      await mei.page.locator('.tray-item.ready').waitFor();
      await mei.reply('Here is your answer');
      await visitor.log().locator('.attachment-card').filter({ hasText: 'answer.pdf' }).waitFor();
      await shots.take(`desk-files-${language}`, mei.page);
    }
  });
  return visitor;
}

async function ticks({ steps, mei }, visitor) {
  await steps.step('ticks: what the visitor writes is delivered, and then read', async () => {
    const id = await visitor.id();
    await mei.go('Inbox');
    await mei.tab('All');
    await visitor.send('Did you get it?');
    await visitor.log().locator('.reach.delivered').waitFor();
    await mei.openConversation(id);
    await visitor.log().locator('.reach.read').waitFor();
  });
  await steps.step('the visitor has read what the agent wrote, and the agent knows', async () => {
    const id = await visitor.id();
    await mei.reply('Yes');
    await until('read', async () => {
      const view = await mei.fetch(`/v1/conversations/${id}`);
      return view.visitor_seen_seq === view.last_seq;
    });
  });
  await steps.step('after more than five words of the agent a rating is asked, and can wait', async () => {
    for (const word of ['One', 'Two', 'Three', 'Four']) await mei.reply(word);
    await visitor.button('rate.later').waitFor();
    await visitor.button('rate.later').click();
    await visitor.button('rate.later').waitFor({ state: 'detached' });
  });
  await steps.step('emoji are put where the cursor is, by the keyboard', async () => {
    await visitor.field().fill('Thanks');
    await visitor.button('emoji').press('Enter');
    const grid = visitor.chat.getByRole('dialog', { name: visitor.texts.emoji });
    await grid.getByRole('button').first().waitFor();
    await until('the first has the focus', () => grid.getByRole('button').first().evaluate((one) => one === document.activeElement));
    await visitor.page.keyboard.press('ArrowDown');
    await visitor.page.keyboard.press('Enter');
    equal([...(await visitor.field().inputValue())].length, 7, 'length with one emoji');
    await visitor.field().press('Enter');
  });
  await steps.step('the conversation is saved as a text', async () => {
    await visitor.button('head.menu').click();
    const [download] = await Promise.all([visitor.page.waitForEvent('download'), visitor.chat.getByRole('menuitem', { name: visitor.texts.transcript }).click()]);
    const chunks = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    truth(text.includes('Here is your answer') && text.includes('[parcel.png]'), text);
  });
}

async function silence({ steps, browser, server, admin, mei, shots }) {
  await steps.step('nobody writes: the visitor hears that they are not forgotten, is asked, and then it ends', async () => {
    await change(admin, { silence: { no_reply_seconds: 1, silent_seconds: 1, close_seconds: 1 } });
    const visitor = new Visitor(await browser.person(), server);
    await visitor.openChatPage();
    await visitor.ask('How do I check my remaining data?');
    await visitor.button('person').click();
    await until('no reply', async () => (await visitor.events()).find((event) => event.notice === 'no-reply'));
    await mei.openConversation(await visitor.id());
    await mei.reply('Hello, one moment');
    await until('asked', async () => (await visitor.events()).find((event) => event.notice === 'silent'));
    await until('ended', async () => (await visitor.view()).owner === 'closed');
    await visitor.button('leaveMessage').waitFor();
    await shots.take('widget-silence', visitor.page);
    await change(admin, { silence: null });
    await visitor.context.close();
  });
}

async function forms({ steps, browser, server, admin, shots }) {
  const fields = [
    { name: 'who', kind: 'name', required: true },
    { name: 'mail', kind: 'email', required: true },
    { name: 'about', kind: 'choice', required: false, label: { en: 'About', 'zh-CN': '关于' }, options: ['Orders', 'Bills'] },
    { name: 'terms', kind: 'consent', required: true, label: { en: 'I agree to the terms', 'zh-CN': '我同意条款' } },
  ];
  await steps.step('a form before the chat: what is missing is said at its field; then the chat begins with it', async () => {
    await change(admin, { form: { when: 'before-chat', fields } });
    const visitor = new Visitor(await browser.person({ size: 'phone' }), server);
    visitor.page = await visitor.context.newPage();
    await visitor.page.goto(`${server.address}/chat`);
    visitor.chat = visitor.page.mainFrame();
    await visitor.button('form.go').click();
    equal(await visitor.chat.getByText(visitor.texts['form.needed']).count(), 3, 'missing');
    await mustLookRight(visitor.page, 'en', 'form');
    await visitor.chat.getByLabel(visitor.texts['form.name']).fill('Mei');
    await visitor.chat.getByLabel(visitor.texts['form.email']).fill('nonsense');
    await visitor.chat.getByLabel('I agree').check();
    await visitor.button('form.go').click();
    await visitor.chat.getByText(visitor.texts['form.check']).waitFor();
    browser.forgive(/status of 422/);
    await shots.take('widget-form', visitor.page);
    await visitor.chat.getByLabel(visitor.texts['form.email']).fill('mei@example.com');
    await visitor.button('form.go').click();
    await visitor.field().waitFor();
    const { form } = await admin.fetch(`/v1/conversations/${await visitor.id()}`);
    equal(form.map((one) => one.value), ['Mei', 'mei@example.com', 'yes'], 'values');
    await admin.page.goto(new URL(`/desk/#/inbox/all/${await visitor.id()}`, server.address).href);
    await admin.page.getByRole('heading', { name: 'Mei', level: 1 }).waitFor();
    await admin.page.locator('.row-name').getByText('Mei', { exact: true }).waitFor();
    await shots.take('desk-visitor-named', admin.page);
    await visitor.button('head.menu').click();
    await visitor.chat.getByRole('menuitem', { name: visitor.texts.end }).click();
    await until('ended', async () => (await visitor.view()).owner === 'closed');
    await visitor.context.close();
  });
  await steps.step('a form that changed while it was open is asked again, and what was typed is kept', async () => {
    await change(admin, { form: { when: 'before-chat', fields: fields.slice(0, 2) } });
    const visitor = new Visitor(await browser.person({ size: 'phone', locale: 'zh-TW' }), server, 'zh-TW');
    visitor.page = await visitor.context.newPage();
    await visitor.page.goto(`${server.address}/chat?lang=zh-TW`);
    visitor.chat = visitor.page.mainFrame();
    await visitor.chat.getByLabel(visitor.texts['form.name']).fill('美君');
    await visitor.chat.getByLabel(visitor.texts['form.email']).fill('mei@example.com');
    await change(admin, { form: { when: 'before-chat', fields: [fields[0], { name: 'call', kind: 'phone', required: true }] } });
    await visitor.button('form.go').click();
    await visitor.chat.getByText(visitor.texts['form.changed']).waitFor();
    browser.forgive(/status of 422/);
    equal(await visitor.chat.getByLabel(visitor.texts['form.name']).inputValue(), '美君', 'the name');
    await shots.take('widget-form-changed', visitor.page);
    await visitor.chat.getByLabel(visitor.texts['form.phone']).fill('0912345678');
    await visitor.button('form.go').click();
    await visitor.field().waitFor();
    await until('a conversation', () => visitor.id());
    equal((await admin.fetch(`/v1/conversations/${await visitor.id()}`)).form.map((one) => one.value), ['美君', '0912345678'], 'values');
    await visitor.button('head.menu').click();
    await visitor.chat.getByRole('menuitem', { name: visitor.texts.end }).click();
    await until('ended', async () => (await visitor.view()).owner === 'closed');
    await visitor.context.close();
  });
  await steps.step('a form before a person: asked when a person is called', async () => {
    await change(admin, { form: { when: 'before-person', fields: fields.slice(0, 1) } });
    const visitor = new Visitor(await browser.person({ locale: 'zh-CN' }), server, 'zh-CN');
    await visitor.openChatPage('/chat?lang=zh-CN');
    await visitor.button('person').click();
    await visitor.chat.getByLabel(visitor.texts['form.name']).fill('小李');
    await visitor.button('form.go').click();
    await until('handed over', async () => (await visitor.id()) && (await visitor.view()).owner !== 'bot');
    equal((await admin.fetch(`/v1/conversations/${await visitor.id()}`)).form[0].value, '小李', 'value');
    await visitor.button('head.menu').click();
    await visitor.chat.getByRole('menuitem', { name: visitor.texts.end }).click();
    await until('ended', async () => (await visitor.view()).owner === 'closed');
    await visitor.context.close();
  });
  await steps.step('who asked for a person in words is asked once an agent has them', async () => {
    const visitor = new Visitor(await browser.person(), server);
    await visitor.openChatPage('/chat?lang=en');
    await visitor.send('I want to talk to a human agent');
    await until('handed over', async () => (await visitor.id()) && (await visitor.view()).owner !== 'bot');
    const path = `/v1/conversations/${await visitor.id()}`;
    if ((await visitor.view()).owner === 'queue') await admin.send('POST', `${path}/accept`);
    await visitor.chat.locator('.queue').waitFor({ state: 'detached' });
    await visitor.button('form.fill').click();
    await visitor.chat.getByLabel(visitor.texts['form.name']).fill('Kim');
    await visitor.button('form.go').click();
    await visitor.field().waitFor();
    equal((await admin.fetch(path)).form[0].value, 'Kim', 'value');
    await visitor.button('form.fill').waitFor({ state: 'detached' });
    await change(admin, { form: null });
    await visitor.button('head.menu').click();
    await visitor.chat.getByRole('menuitem', { name: visitor.texts.end }).click();
    await until('ended', async () => (await visitor.view()).owner === 'closed');
    await visitor.context.close();
  });
}

/** Somebody else's shop on another origin, with a strict content security policy. */
async function strictShop(server) {
  const nonce = 'c2hvcC1ub25jZQ==';
  const page = (url) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title><body>
    <nav><a href="/next" id="next">Next</a></nav><main><h1>${url}</h1>
    <a href="#" data-foyer-open id="text">Ask us</a>
    <img alt="Ask us" data-foyer-open id="picture" role="button" tabindex="0" width="40" height="40" src="data:image/gif;base64,R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=">
    <button data-foyer-group="Support" id="group">Support</button></main>
    <script nonce="${nonce}" async src="${server.address}/widget.js" data-lang="en"></script></body></html>`;
  const shop = createServer((request, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.setHeader(
      'Content-Security-Policy',
      `default-src 'none'; script-src 'nonce-${nonce}'; img-src data:; frame-src ${server.address}; connect-src ${server.address}; base-uri 'none'`,
    );
    response.end(page(request.url));
  });
  await new Promise((listening) => shop.listen(0, '127.0.0.1', listening));
  return { address: `http://127.0.0.1:${shop.address().port}`, close: () => shop.close() };
}

async function embedding({ steps, browser, server, admin, shots }) {
  const shop = await strictShop(server);
  const visitor = new Visitor(await browser.person(), server);
  await steps.step('the chat works in a page of another origin under a strict policy with a nonce', async () => {
    await change(admin, { look: { colour: BLUE, position: 'left', avatar: '' } });
    visitor.page = await visitor.context.newPage();
    await visitor.page.goto(shop.address);
    await visitor.openChat();
    const box = await visitor.page.evaluate(() => document.querySelector('foyer-chat').getBoundingClientRect().width >= 0);
    truth(box, 'no host');
    const brand = await visitor.chat.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--brand').trim());
    equal(brand, 'rgb(29 78 216)', 'brand');
    await mustLookRight(visitor.page, 'en', 'a blue chat');
    await shots.take('widget-blue-left', visitor.page);
  });
  await steps.step('a page that replaces its body keeps its chat', async () => {
    await visitor.page.evaluate(() => {
      const body = document.createElement('body');
      body.innerHTML = '<h1>Another page</h1><a href="#" data-foyer-open id="text">Ask us</a>';
      document.documentElement.replaceChild(body, document.body);
      history.pushState({}, '', '/another');
    });
    await until('the chat is there again', () => visitor.page.evaluate(() => document.querySelector('body > foyer-chat') !== null));
  });
  await steps.step('a text link and a picture open it, by the keyboard too', async () => {
    await visitor.page.goto(shop.address);
    for (const id of ['text', 'picture', 'group']) {
      await visitor.page.locator(`#${id}`).focus();
      await visitor.page.keyboard.press('Enter');
      await visitor.findChat();
      await visitor.field().waitFor();
      await visitor.button('head.close').click();
      await until('closed', () => visitor.page.evaluate(() => document.activeElement?.tagName !== 'IFRAME'));
    }
  });
  await steps.step('a signed member is known, a forged one is a guest, and the conversation follows', async () => {
    const { secret } = await admin.send('POST', '/v1/sites/default/member-secrets', {});
    const signed = (id, by = secret, seconds = 600) => {
      const expires = Math.floor(Date.now() / 1000) + seconds;
      return { id, expires, signature: createHmac('sha256', by).update(`${id}.${expires}`).digest('hex') };
    };
    const come = async (user) => {
      const one = new Visitor(await browser.person(), server);
      one.page = await one.context.newPage();
      await one.page.goto(shop.address);
      await one.openChat();
      const told = await one.page.evaluate(
        (who) => new Promise((resolve) => {
          window.foyer('on', 'user', resolve);
          window.foyer('setUser', who);
        }),
        user,
      );
      return { one, told };
    };
    const first = await come(signed('mei-liu'));
    equal(first.told, { member: 'mei-liu', error: null }, 'member');
    await first.one.ask('How do I check my remaining data?');
    const id = (await first.one.kept()).id;
    equal((await admin.fetch(`/v1/conversations/${id}`)).member, 'mei-liu', 'member of the conversation');
    /* Another signature, in the same second too: each is good once. */
    const second = await come(signed('mei-liu', secret, 700));
    equal((await second.one.kept()).id, id, 'the same conversation');
    const forged = await come(signed('mei-liu', 'not the secret'));
    equal(forged.told, { member: null, error: 'signature-wrong' }, 'forged');
    equal(await forged.one.kept(), null, 'nothing of the member');
    browser.forgive(/status of 403/);
    await second.one.page.evaluate(() => window.foyer('setUser', null));
    await until('forgotten', async () => (await second.one.kept()) === null);
    await first.one.button('head.menu').click();
    await first.one.chat.getByRole('menuitem', { name: first.one.texts.end }).click();
    await until('ended', async () => (await first.one.view()).owner === 'closed');
    for (const { one } of [first, second, forged]) await one.context.close();
  });
  await change(admin, { look: null });
  await visitor.context.close();
  shop.close();
}

async function mirrored({ steps, browser, server, shots }, size) {
  await steps.step(`right to left (${size}): nothing stands on the wrong side, and nothing is cut off`, async () => {
    const visitor = new Visitor(await browser.person({ size }), server);
    await visitor.openChatPage('/chat?lang=ar-XB');
    equal(await visitor.chat.evaluate(() => document.documentElement.dir), 'rtl', 'direction');
    await visitor.ask('How do I check my remaining data?');
    const sides = await visitor.log().evaluate((log) => {
      return [...log.querySelectorAll('.message')].map((message) => {
        const row = message.getBoundingClientRect();
        const first = message.firstElementChild.getBoundingClientRect();
        return row.right - first.right < first.left - row.left ? 'right' : 'left';
      });
    });
    equal(sides, ['right', 'left', 'right'], 'sides of welcome, question and answer');
    const found = (await faultsOf(visitor.page, 'en', { withAxe: true })).filter((text) => !text.includes('translation'));
    truth(found.length === 0, found.join('\n'));
    await shots.asIs(`widget-mirrored-${size}`, visitor.page);
    await visitor.context.close();
  });
}

async function byHand({ steps, browser, server }) {
  await steps.step('keyboard: the order is the order on the page, and Escape gives the focus back', async () => {
    const visitor = new Visitor(await browser.person(), server);
    await visitor.openChatPage();
    await visitor.ask('How do I check my remaining data?');
    await visitor.button('head.menu').focus();
    const names = [visitor.texts['head.menu']];
    for (let step = 0; step < 14; step += 1) {
      await visitor.page.keyboard.press('Tab');
      const name = await visitor.chat.evaluate(() => {
        const one = document.activeElement;
        return one === document.body ? '' : (one.getAttribute('aria-label') ?? one.textContent ?? '').trim().slice(0, 40);
      });
      if (!name) break;
      names.push(name);
    }
    const wanted = [visitor.texts['head.menu'], visitor.texts.log, visitor.texts['files.attach'], visitor.texts.emoji, visitor.texts['composer.label']];
    const places = wanted.map((name) => names.indexOf(name));
    truth(places.every((place, at) => place >= 0 && (at === 0 || place > places[at - 1])), `the order is ${names.join(' > ')}`);
    for (const key of ['emoji', 'head.menu']) {
      await visitor.button(key).press('Enter');
      await until('it is open', async () => (await visitor.button(key).getAttribute('aria-expanded')) === 'true');
      await visitor.page.keyboard.press('Escape');
      await until(`the focus is back on ${key}`, () => visitor.button(key).evaluate((one) => one === document.activeElement));
    }
    await visitor.context.close();
  });
  await steps.step('reduced motion: nothing moves', async () => {
    const visitor = new Visitor(await browser.person({ reducedMotion: 'reduce', colorScheme: 'dark' }), server);
    await visitor.openChatPage();
    await visitor.ask('How do I check my remaining data?');
    const longest = await visitor.chat.evaluate(() =>
      Math.max(0, ...[...document.querySelectorAll('*')].map((one) => parseFloat(getComputedStyle(one).animationDuration) || 0)),
    );
    truth(longest < 0.01, `something moves for ${longest} s`);
    await mustLookRight(visitor.page, 'en', 'dark');
    await visitor.context.close();
  });
}

export async function widget(world) {
  const { steps, admin, mei, bo, browser } = world;
  const before = (await settingsOf(admin)).settings;
  const presence = (await bo.fetch('/v1/session')).me.presence;
  await steps.step('one agent is here', async () => {
    await bo.setPresence('Away');
    await mei.setPresence('Online');
  });
  const visitor = await files(world, 'en', 'desktop');
  const phone = await files(world, 'zh-CN', 'phone');
  await ticks(world, visitor);
  await silence(world);
  await forms(world);
  await embedding(world);
  for (const size of ['desktop', 'phone']) await mirrored(world, size);
  await byHand(world);
  await steps.step('the world is as it was', async () => {
    for (const one of [visitor, phone]) {
      await one.button('head.menu').click();
      await one.chat.getByRole('menuitem', { name: one.texts.end }).click();
      await until('ended', async () => (await one.view()).owner === 'closed');
      await one.context.close();
    }
    const { settings, version } = await settingsOf(admin);
    if (JSON.stringify(settings) !== JSON.stringify(before)) await admin.send('PUT', '/v1/sites/default/settings', { version, settings: before });
    await bo.setPresence(presence[0].toUpperCase() + presence.slice(1));
    browser.forgive(/status of 4(03|15|22)/);
  });
}
