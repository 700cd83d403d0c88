// A visitor: a window on the shop page (or on the chat as a page), and the chat in it.
//
// The floating button stands in a closed shadow tree, so it is found as a screen reader finds it: by
// role and name in the browser's accessibility tree.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { web } from './browser.mjs';
import { until } from './wait.mjs';

/** A press that has found its button has opened the chat by then, in milliseconds. */
const PRESSED_WITHIN = 5_000;

const openNames = { en: 'Chat with us', 'zh-CN': '打开在线客服', 'zh-TW': '開啟線上客服' };

/** The widget's own texts, so that things are found by the names that people read. */
function textsOf(language) {
  return JSON.parse(readFileSync(join(web, 'widget', 'i18n', `${language}.json`), 'utf8'));
}

export class Visitor {
  constructor(context, server, language = 'en') {
    this.context = context;
    this.server = server;
    this.language = language;
    this.texts = textsOf(language);
  }

  /** Opens the shop and its chat. */
  async openShop(path = '/') {
    this.page ??= await this.context.newPage();
    await this.page.goto(this.server.address + path);
    await this.openChat();
    return this;
  }

  async openChatPage(path = '/chat') {
    this.page ??= await this.context.newPage();
    await this.page.goto(this.server.address + path);
    this.chat = this.page.mainFrame();
    await this.field().waitFor();
    return this;
  }

  /** Presses the floating button, again where it has moved meanwhile: the site's look comes after it. */
  async openChat() {
    await until('the chat frame', async () => {
      const patience = (await this.pressLauncher()) ? PRESSED_WITHIN : 0;
      return this.findChat(patience).then(() => true, () => false);
    });
    await this.field().waitFor();
  }

  async pressLauncher() {
    const devtools = await this.context.newCDPSession(this.page);
    const button = await this.launcher(devtools);
    if (button) {
      const { model } = await devtools.send('DOM.getBoxModel', { backendNodeId: button.backendDOMNodeId });
      const [left, top, right, , , bottom] = model.border;
      await this.page.mouse.click((left + right) / 2, (top + bottom) / 2);
    }
    await devtools.detach();
    return Boolean(button);
  }

  async launcher(devtools) {
    const { nodes } = await devtools.send('Accessibility.getFullAXTree');
    return nodes.find((node) => node.role?.value === 'button' && node.name?.value.startsWith(openNames[this.language]));
  }

  async findChat(patience) {
    this.chat = await until('the chat frame', () => this.page.frames().find((frame) => frame.url().includes('/widget/')), patience);
  }

  field() {
    return this.chat.getByRole('textbox', { name: this.texts['composer.label'] });
  }

  log() {
    return this.chat.getByRole('log');
  }

  /** A button by the key of its text. */
  button(key) {
    return this.chat.getByRole('button', { name: this.texts[key], exact: true });
  }

  async send(text) {
    await this.field().fill(text);
    await this.field().press('Enter');
  }

  /** Sends and waits for what the bot says to it, in the log and on the page. */
  async ask(text) {
    const before = (await this.id()) ? (await this.events()).length : 0;
    await this.send(text);
    const reply = await until(`an answer to ${text}`, async () => {
      if (!(await this.id())) return null;
      const events = (await this.events()).slice(before);
      const asked = events.findIndex((event) => event.author === 'visitor');
      return asked >= 0 && events.slice(asked).find((event) => event.type === 'message' && event.author === 'bot');
    });
    await until('the answer on the page', async () => (await this.shown()).length >= (await this.messages()).length);
    return reply;
  }

  /** The conversation that this browser keeps; null before the first message. */
  async kept() {
    return this.chat.evaluate(() => JSON.parse(localStorage.getItem('foyer:default')));
  }

  async id() {
    return (await this.kept())?.id ?? null;
  }

  /** What the server says, for comparing it with what is shown. */
  async events() {
    const { id, token } = await this.kept();
    const { events } = await this.server.get(`/v1/conversations/${id}/events?after=0`, token);
    return events;
  }

  async messages() {
    return (await this.events()).filter((event) => event.type === 'message');
  }

  async view() {
    const { id, token } = await this.kept();
    return this.server.get(`/v1/conversations/${id}`, token);
  }

  /** The messages as they stand in the page. */
  shown() {
    return shownIn(this.log());
  }
}

/** The messages in a log, in order: who wrote and what. */
export function shownIn(log) {
  return log.evaluate((element) =>
    [...element.querySelectorAll('.message:not(.typing)')].map((message) => {
      const bubble = message.querySelector('.bubble').cloneNode(true);
      for (const unseen of bubble.querySelectorAll('.unseen, .offered')) unseen.remove();
      const author = ['bot', 'agent', 'visitor', 'note'].find((one) => message.classList.contains(one));
      return `${author}: ${bubble.textContent.trim()}`;
    }),
  );
}
