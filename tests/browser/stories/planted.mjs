// What visitors and staff write is shown, and nothing of it is made: every field of a server of its own holds an element
// (planting.mjs), and every screen of the desk, the chat and the pages of conversations are looked at.
import { readFileSync } from 'node:fs';
import { PASSWORD } from '../agent.mjs';
import { adminsPlaces, agentsPlaces, headingOf, screenOf, site, talk } from '../places.mjs';
import { SIGN } from '../planted.mjs';
import { plantAll } from '../planting.mjs';
import { Server } from '../server.mjs';
import { equal } from '../steps.mjs';
import { PATIENCE, until } from '../wait.mjs';

/** Fields that no page shows here: a token's name is for programs, what was judged is learned from, and a publication's reason
 * stands where golden questions have failed. */
const NOT_SHOWN = ['/v1/api-tokens name', '/v1/judgements text', '/v1/publications reason', '/v1/publications/{number}/rollback reason', '/v1/publication-plan reason'];

/** Before its own scripts: whatever is ever put into the page and was planted is kept, however soon it is gone. */
function watch(sign) {
  window.grown = [];
  const isGrown = (one) => one.nodeType === 1 && (one.classList?.contains(sign) || [...one.attributes].some(({ name }) => /^on/.test(name)));
  const look = (one) => {
    if (isGrown(one)) window.grown.push(one.outerHTML.slice(0, 200));
    for (const below of one.children ?? []) look(below);
  };
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const one of addedNodes) look(one);
  }).observe(document, { childList: true, subtree: true });
  window[sign] = () => window.grown.push('a planted script ran');
}

/** What is wrong with a page, and what it shows: its words, what stands in its fields, names for screen readers. */
function lookAt(frame) {
  return frame.evaluate(() => {
    const bad = [...window.grown];
    for (const link of document.querySelectorAll('[href], [src], [action], [formaction]')) {
      for (const name of ['href', 'src', 'action', 'formaction']) {
        if (/^[\s\0-\x1f]*(javascript|data:text|vbscript)/i.test(link.getAttribute(name) ?? '')) bad.push(link.outerHTML.slice(0, 200));
      }
    }
    const attributes = [...document.querySelectorAll('[aria-label], [title], [placeholder], [alt], option')].map((one) =>
      ['aria-label', 'title', 'placeholder', 'alt', 'label'].map((name) => one.getAttribute(name) ?? '').join(' '));
    const values = [...document.querySelectorAll('input, textarea, option')].map((one) => `${one.value} ${one.text ?? ''}`);
    return { bad, text: [document.title, document.body.textContent, ...attributes, ...values].join('\n') };
  });
}

async function signIn(page, server, name) {
  await page.goto(`${server.address}/desk/`);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
}

/** Before the page's own scripts: notifications of the browser are allowed and kept, and nobody looks at the page. */
function keepNotifications() {
  window.told = [];
  window.Notification = class {
    static permission = 'granted';

    constructor(title, options) {
      window.told.push({ title, ...options });
      setTimeout(() => this.onclick?.(), 100);
    }

    close() {}
  };
  localStorage.setItem('foyer-desk:notifications', 'on');
  document.hasFocus = () => false;
}

/** Without the method and the id: what was made by one request was changed by another. */
const thing = (field) => field.replace(/^\w+ /, '').replace('/{id} ', ' ');

/** One who looks at pages, and keeps what was seen of the planted texts. */
class Looker {
  seen = new Set();

  constructor(full) {
    this.full = full;
  }

  /** Once the page shows these, nothing may have grown on it. */
  async at(page, place, expected) {
    let found;
    const missing = () => expected.map((field) => field.replace('/{id} ', ' ')).filter((field) => !found.has(field));
    await until(`what ${place} shows`, async () => {
      const { text } = await lookAt(page);
      found = new Set(this.full.plant.shownIn(text).map(thing));
      return missing().length === 0;
    }, PATIENCE, () => missing().join(', '));
    const { bad } = await lookAt(page);
    equal(bad, [], `what was made of a text at ${place}`);
    for (const field of found) this.seen.add(field);
  }
}

/** A screen without a place is a screen that nobody looks at. */
function screensWithout(places) {
  const rows = readFileSync(new URL('../../../http/web/desk/screens.ts', import.meta.url), 'utf8').matchAll(/^  (\w+): \{ section: /gm);
  const screens = [...rows].map(([, name]) => name);
  equal(screens.length > 20, true, 'the rows of screens.ts');
  return screens.filter((name) => !places.some(([place]) => screenOf(place) === name));
}

/** Goes from place to place of the desk. */
async function goThrough(page, looker, places) {
  for (const [place, expected, press] of places) {
    await page.evaluate((where) => { location.hash = `#/${where}`; }, place);
    await page.getByRole('heading', { name: headingOf(place), exact: true }).first().waitFor();
    await until(`all of ${place}`, async () => (await page.locator('.loading').count()) === 0);
    await press?.(page);
    await looker.at(page, place, expected);
    await page.keyboard.press('Escape');
  }
}

/** The transcript that a visitor saves, opened where no policy of ours bounds it. */
const SAVED = '/saved.html';

async function showSaved(page, { one, server }) {
  const answer = await fetch(`${server.address}${one.path('/transcript?format=html')}`, { headers: one.person.headers });
  const body = await answer.text();
  await page.route(`**${SAVED}`, (route) => route.fulfill({ body, contentType: 'text/html; charset=utf-8' }));
}

/** Pages beside the desk: the chat as its visitor has it and as a new one finds it, the conversation to print, the help centre, a ticket's page. */
function otherPages({ one, changed }, events) {
  const link = /\/ticket\/\w+\/[\w-]+/.exec(JSON.stringify(events))[0];
  return [
    ['/chat', [...talk('messages text', 'files name'), ...site('welcome', 'title', 'warning'), '/v1/staff display_name', '/v1/entries answer'], { id: one.id, token: one.token }],
    ['/chat', site('label', 'option', 'title', 'warning'), null],
    [SAVED, [...talk('messages text', 'files name'), '/v1/staff display_name']],
    ['/help/default/en', ['/v1/categories/names name']],
    [`/help/default/en/a/${encodeURIComponent(changed.external_id)}`, ['/v1/entries question', '/v1/entries answer']],
    [link, ['/v1/tickets title', '/v1/tickets solution']],
  ];
}

export async function planted(world) {
  const { steps, browser } = world;
  const server = new Server(world.server.program);
  const contexts = [];
  let full;
  let looker;
  const open = async () => {
    const context = await browser.person();
    contexts.push(context);
    await context.addInitScript(watch, SIGN);
    return context.newPage();
  };

  try {
    await steps.step('every field of a server is planted', async () => {
      await server.start({}, { isDemo: false });
      full = await plantAll(server);
      looker = new Looker(full);
      equal(full.plant.forgotten(await full.admin.ask('GET', '/openapi.json')), [], 'fields that nobody has planted');
      return `${full.plant.fields.length} texts`;
    });

    await steps.check('every screen of the desk has a place', () => equal(screensWithout([...agentsPlaces(full), ...adminsPlaces(full)]), [], 'screens that are never opened'));

    await steps.step('nothing grows on any screen of the desk that an agent sees', async () => {
      const page = await open();
      await signIn(page, server, 'mei');
      await goThrough(page, looker, agentsPlaces(full));
    });

    await steps.step('nor on any that an administrator sees', async () => {
      const admins = await open();
      await signIn(admins, server, 'admin');
      await goThrough(admins, looker, adminsPlaces(full));
    });

    await steps.step('a notification of the browser has the words, and leads to the conversation', async () => {
      const page = await open();
      await page.addInitScript(keepNotifications);
      await signIn(page, server, 'mei');
      const { one } = full;
      await one.person.ask('POST', one.path('/messages'), { text: full.plant.text('POST /v1/conversations/{id}/messages text'), key: 'planted-notification-1' });
      const mark = `planted${full.plant.fields.length}z`;
      await until('the notification', () => page.evaluate((words) => window.told.some(({ body }) => body.includes(words)), mark));
      const told = (await page.evaluate(() => window.told)).find(({ body }) => body.includes(mark));
      equal(Object.keys(told).sort(), ['body', 'tag', 'title'], 'what is given to the browser');
      equal([told.title, told.body].map((text) => typeof text), ['string', 'string'], 'texts');
      await until('the conversation', () => page.url() === `${server.address}/desk/#/inbox/mine/${one.id}`);
      await looker.at(page, 'a notification', []);
    });

    await steps.step('nor in the chat, the transcript, the help centre and on a ticket’s page', async () => {
      const { events } = await full.one.person.ask('GET', full.one.path('/events'));
      for (const [path, expected, kept] of otherPages(full, events)) {
        const page = await open();
        if (path === SAVED) await showSaved(page, full);
        if (kept) await page.addInitScript((value) => localStorage.setItem('foyer:default', JSON.stringify(value)), kept);
        await page.goto(server.address + path);
        await looker.at(page, path, expected);
      }
    });

    await steps.check('every planted text was seen', async () => {
      const missing = [...new Set(full.plant.fields.map(thing))].filter((field) => !looker.seen.has(field) && !NOT_SHOWN.includes(field));
      equal(missing, [], 'fields that were nowhere');
    });
  } finally {
    for (const context of contexts) await context.close();
    await server.remove();
  }
}
