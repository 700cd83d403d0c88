// Somebody who works here: a window on the desk.
import { until } from './wait.mjs';
import { shownIn } from './visitor.mjs';

export const PASSWORD = 'tide and harbour lights';

export class Agent {
  constructor(context, server, name) {
    this.context = context;
    this.server = server;
    this.name = name;
  }

  async open(address = '/desk/') {
    this.page ??= await this.context.newPage();
    await this.page.goto(new URL(address, this.server.address).href);
    return this;
  }

  async signIn(password = PASSWORD) {
    await this.enter(password);
    await this.page.getByRole('navigation', { name: 'Main' }).waitFor();
    return this;
  }

  async enter(password) {
    await this.open();
    await this.page.getByLabel('Name', { exact: true }).fill(this.name);
    await this.page.getByLabel('Password').fill(password);
    await this.button('Sign in').click();
  }

  /** Signs in from another browser; the desk may be in any language until it starts again. */
  async moveTo(context) {
    this.context = context;
    this.page = undefined;
    await this.enter(PASSWORD);
    await this.page.getByRole('navigation').first().waitFor();
    await this.startAgain();
  }

  /** In English, on a desk just opened, with the network and the clock as they are. */
  async startAgain() {
    await this.context.setOffline(false);
    await this.page.close({ runBeforeUnload: false });
    this.page = await this.context.newPage();
    await this.open();
    await this.send('PUT', '/v1/me', { language: 'en' });
    await this.page.reload();
    await this.page.getByRole('navigation', { name: 'Main' }).waitFor();
  }

  /**
   * The next answer to a question of this page is a fault, if that is wanted; those after it come late.
   * Returns what ends that.
   */
  async slow(address, { fault = false, late = 1500 } = {}) {
    let isFault = fault;
    const answer = async (route) => {
      if (route.request().method() !== 'GET') return route.fallback();
      if (isFault) {
        isFault = false;
        return route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ title: 'Not just now.', status: 503, code: 'busy' }) });
      }
      await new Promise((resolve) => setTimeout(resolve, late));
      return route.fallback().catch(() => undefined); /* the page may be gone by then */
    };
    await this.page.route(address, answer);
    return () => this.page.unroute(address, answer);
  }

  /** Presses a switch that isn't as wanted, and waits until what it says has been stored. */
  async turn(name, isOn, within = this.page) {
    const field = within.getByRole('switch', { name });
    if ((await field.isChecked()) !== isOn) await field.click();
    await until(`${name} to be ${isOn ? 'on' : 'off'}`, () => field.isChecked().then((is) => is === isOn));
  }

  button(name) {
    return this.page.getByRole('button', { name, exact: true });
  }

  dialog() {
    return this.page.getByRole('dialog');
  }

  /** To a place of the rail, and to one of its screens, by the words shown ("Knowledge", "Unmatched"). */
  async go(section, screen) {
    await this.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: section }).click();
    if (screen) await this.page.getByRole('navigation', { name: section }).getByRole('link', { name: screen, exact: true }).click();
  }

  tab(name) {
    return this.page.locator('.tabs').getByRole('link', { name }).click();
  }

  async setPresence(name) {
    const radio = this.page.getByRole('radio', { name });
    /* The menu of the last time may just be closing: then this click closes it, and the next opens it. */
    await until('the menu', async () => {
      if (await radio.isVisible()) return true;
      await this.button('Your account and settings').click();
      return radio.waitFor({ timeout: 2000 }).then(() => true, () => false);
    });
    await radio.click();
    const wanted = name.toLowerCase();
    await until(`presence ${wanted}`, async () => (await this.fetch('/v1/session')).me.presence === wanted);
  }

  /** Asks the server with this person's session. */
  fetch(path) {
    return this.page.evaluate(async (where) => (await fetch(where)).json(), path);
  }

  /** Changes something that no story shows, or that another window of the same person would; what the server answers. */
  send(method, path, body = {}) {
    return this.page.evaluate(
      async ([how, where, what]) => {
        const { csrf } = await (await fetch('/v1/session')).json();
        const answer = await fetch(where, { method: how, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf }, body: JSON.stringify(what) });
        const text = await answer.text();
        if (!answer.ok) throw new Error(text);
        return text ? JSON.parse(text) : undefined;
      },
      [method, path, body],
    );
  }

  /** Opens a conversation from the list of a tab. */
  async openConversation(id, tab = 'Mine') {
    await this.go('Inbox');
    await this.tab(tab);
    await this.page.locator(`a.row[href$="/${id}"]`).click();
    await this.log().waitFor();
  }

  log() {
    return this.page.getByRole('log', { name: 'Messages' });
  }

  field() {
    return this.page.getByRole('textbox', { name: 'Reply' });
  }

  async reply(text) {
    await this.field().fill(text);
    await this.field().press('Enter');
  }

  notice(text) {
    return this.page.locator('.notice').filter({ hasText: text });
  }

  /** Closes the notices; one that goes by itself meanwhile is as good. */
  async dismissNotices() {
    const close = this.page.locator('.notice').getByRole('button', { name: 'Close' });
    await until('no notices', async () => {
      if ((await close.count()) === 0) return true;
      await close.first().click({ timeout: 1000 }).catch(() => undefined);
      return false;
    });
  }

  shown() {
    return shownIn(this.log());
  }
}
