// What is wrong with a page to look at: texts without a translation, places that scroll sideways, a
// desk that reaches below its window, and what axe-core finds serious or critical for people who use
// assistive technology.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { requireFromWeb, web } from './browser.mjs';

const axe = readFileSync(requireFromWeb.resolve('axe-core/axe.min.js'), 'utf8');

/** An app's texts are in one file, or, for the desk, in a file for each part. */
function textsOf(app, language) {
  const folder = join(web, app, 'i18n');
  const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
  if (existsSync(join(folder, `${language}.json`))) return read(join(folder, `${language}.json`));
  const parts = readdirSync(join(folder, language)).filter((name) => name.endsWith('.json'));
  return Object.assign({}, ...parts.map((name) => read(join(folder, language, name))));
}

const languages = ['en', 'zh-CN', 'zh-TW'];
const plain = (texts) => Object.values(texts).filter((text) => typeof text === 'string');

/** The apps whose texts a page shows: what the demo shop says in another language may well be an entry in the desk. */
const appsOf = (path) => (path.startsWith('/desk') ? ['desk'] : ['widget', 'demo']);

/** Keys, which must never be seen, and the texts that only other languages have. */
function forbiddenIn(language, path) {
  const keys = [];
  const foreign = [];
  for (const app of appsOf(path)) {
    const here = textsOf(app, language);
    const own = new Set(plain(here));
    keys.push(...Object.keys(here).filter((key) => key.includes('.')));
    for (const other of languages) {
      /* One English word, or a Chinese one of two characters, may be a name or a tag. */
      const isText = other === 'en' ? (text) => text.includes(' ') : (text) => text.length > 2;
      foreign.push(...plain(textsOf(app, other)).filter((text) => isText(text) && !own.has(text)));
    }
  }
  return { keys, foreign };
}

function untranslatedIn(frame, forbidden) {
  return frame.evaluate(({ keys, foreign }) => {
    const wrong = new Set([...keys, ...foreign]);
    const found = [];
    /* Where one writes a site's texts, {time} is explained. */
    const isPlace = location.hash.startsWith('#/sites') ? /\{(?!time\})\w+\}/ : /\{\w+\}/;
    const look = (text) => {
      const bare = text.trim();
      if (wrong.has(bare) || isPlace.test(bare) || /\b(undefined|NaN|\[object)/.test(bare)) found.push(bare);
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.parentElement.closest('script, style, option, .bubble, .golden-text, .site-reason, q, .row-excerpt, .search-words, .row-name, .choices, .hot li')) look(node.data);
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
      for (const name of ['aria-label', 'title', 'placeholder']) look(element.getAttribute(name) ?? '');
    }
    look(document.title);
    return found;
  }, forbidden);
}

/** The page itself, and what in it reaches beyond its right edge without a scroller of its own. */
function sidewaysIn(frame) {
  return frame.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > clientWidth + 1);
    return [`the page is ${scrollWidth - clientWidth} pixels too wide: ${wide.slice(0, 5).map((one) => `${one.tagName}.${one.className}`).join(', ')}`];
  });
}

/** The desk's own panes scroll, never its page: what is below the window there is out of anybody's sight. */
function downwardsIn(frame) {
  return frame.evaluate(() => {
    const { scrollHeight, clientHeight } = document.documentElement;
    if (!location.pathname.startsWith('/desk') || scrollHeight <= clientHeight) return [];
    const isFree = (one) => !one || one === document.body || (getComputedStyle(one).overflowY === 'visible' && isFree(one.parentElement));
    const low = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().bottom > clientHeight + 1 && (getComputedStyle(one).position === 'absolute' || isFree(one.parentElement)));
    return [`the page is ${scrollHeight - clientHeight} pixels too high: ${low.slice(0, 5).map((one) => `${one.tagName}.${one.className}`).join(', ')}`];
  });
}

async function violationsIn(frame) {
  await frame.evaluate(axe);
  const found = await frame.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 4).map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).join(' | ')}`);
  });
  return found;
}

/** The page's frames of our own that can be seen. */
function framesOf(page) {
  return page.frames().filter((frame) => frame.url().startsWith('http'));
}

/** What is wrong with a page; empty when nothing is. */
export async function faultsOf(page, language, { withAxe = false } = {}) {
  const faults = [];
  for (const frame of framesOf(page)) {
    const where = new URL(frame.url()).pathname;
    const found = [...(await untranslatedIn(frame, forbiddenIn(language, where))).map((text) => `not translated: ${text}`), ...(await sidewaysIn(frame)), ...(await downwardsIn(frame))];
    if (withAxe) found.push(...(await violationsIn(frame)));
    faults.push(...found.map((text) => `${where} ${text}`));
  }
  return faults;
}
