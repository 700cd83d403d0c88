// Every screen in three languages, light and dark, wide and narrow: translated, not too wide, and
// without serious or critical findings of axe-core.
import { Agent } from '../agent.mjs';
import { sizes } from '../browser.mjs';
import { faultsOf } from '../looks.mjs';
import { settle } from '../shots.mjs';
import { equal } from '../steps.mjs';
import { Visitor } from '../visitor.mjs';

const languages = { en: 'en-US', 'zh-CN': 'zh-CN', 'zh-TW': 'zh-TW' };
const questions = { en: 'Can I trade in my old phone?', 'zh-CN': '你们有哪些月套餐？', 'zh-TW': '手機不見了，要怎麼掛失' };
const persons = { en: 'let me talk to a human', 'zh-CN': '转人工', 'zh-TW': '轉真人客服' };

/** axe-core looks into open shadow trees only. */
function openShadows() {
  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function open(options) {
    return attachShadow.call(this, { ...options, mode: 'open' });
  };
}

/** Each language, theme and size, though not each with each. */
const enough = [
  ['en', 'light', 'desktop'],
  ['en', 'light', 'phone'],
  ['en', 'dark', 'desktop'],
  ['zh-CN', 'light', 'phone'],
  ['zh-CN', 'dark', 'desktop'],
  ['zh-TW', 'dark', 'phone'],
  ['zh-TW', 'light', 'desktop'],
];

function every() {
  const themes = ['light', 'dark'];
  return Object.keys(languages).flatMap((language) =>
    themes.flatMap((theme) => Object.keys(sizes).map((size) => [language, theme, size])),
  );
}

class Look {
  constructor(world, { language, theme, size }) {
    Object.assign(this, { world, language, theme, size });
    this.name = `${language}, ${theme}, ${size}`;
    this.hasAll = theme === 'light' && ((language === 'en' && size === 'desktop') || (language === 'zh-CN' && size === 'phone'));
    this.withAxe = language === 'en' || (language === 'zh-CN' && size === 'phone');
  }

  async person(more = {}) {
    const context = await this.world.browser.person({ size: this.size, locale: languages[this.language], colorScheme: this.theme, ...more });
    await context.addInitScript(openShadows);
    return context;
  }

  async check(screen, page, { withAxe } = this) {
    await settle(page);
    await this.world.shots.asIs(`look-${screen}-${this.language}-${this.theme}-${this.size}`, page);
    const faults = await faultsOf(page, this.language, { withAxe });
    equal(faults, [], screen);
  }
}

async function visitorScreens(look) {
  const { steps, server } = look.world;
  const visitor = new Visitor(await look.person(), server, look.language);
  await steps.check(`shop and chat: ${look.name}`, async () => {
    visitor.page = await visitor.context.newPage();
    await visitor.page.goto(server.address);
    await visitor.page.getByRole('heading', { level: 1 }).waitFor();
    await look.check('shop', visitor.page);
    await visitor.openChat();
    await visitor.chat.getByRole('heading', { name: visitor.texts.hot }).waitFor();
    await look.check('widget-welcome', visitor.page);
    await visitor.ask(questions[look.language]);
    await look.check('widget-answer', visitor.page);
    await visitor.send(persons[look.language]);
    await visitor.button('leaveMessage').click();
    await look.check('widget-leave', visitor.page);
    await visitor.button('left.back').click();
    await visitor.button('leaveMessage').waitFor();
    await look.check('widget-queue', visitor.page);
    await visitor.chat.getByRole('button', { name: visitor.texts['head.menu'] }).click();
    await visitor.chat.getByRole('menuitem', { name: visitor.texts.end }).click();
    await visitor.button('rate.good').click();
    await visitor.button('newConversation').waitFor();
    await look.check('widget-rating', visitor.page);
  });
  await visitor.context.close();
  const other = new Visitor(await look.person(), server, look.language);
  await steps.check(`chat as a page: ${look.name}`, async () => {
    await other.openChatPage();
    await look.check('chat-welcome', other.page);
    await other.ask(questions[look.language]);
    await look.check('chat-answer', other.page);
  });
  await other.context.close();
}

const deskScreens = [
  ['inbox', '#/inbox/all'],
  ['conversation', (world) => `#/inbox/closed/${world.rated}`],
  ['unmatched', '#/unmatched'],
  ['knowledge', '#/knowledge'],
  ['entry', (world) => `#/knowledge/entry/${world.entry}`],
  ['exchange', '#/exchange'],
  ['left-messages', '#/messages/done'],
  ['team', '#/team'],
  ['staff', '#/staff'],
  ['audit', '#/audit'],
  ['search', '#/search'],
  ['canned', '#/canned'],
  ['topics', '#/topics'],
  ['blocks', '#/blocks'],
];

/** Made of the same parts as those: looked at in two languages, at a width each, and with axe-core in one. */
const moreScreens = [
  ['new-entry', '#/knowledge/new'],
  ['rules', '#/rules'],
  ['words', '#/words'],
  ['suggestions', '#/suggestions'],
  ['console', '#/console'],
  ['golden', '#/golden'],
  ['what-if', '#/whatif'],
  ['health', '#/health'],
  ['publishing', '#/publishing'],
  ['colleagues', '#/colleagues'],
  ['sites', '#/sites'],
  ['roles', '#/roles'],
  ['sign-in-rules', '#/signin'],
  ['sending', '#/sending'],
  ['tickets', '#/tickets/all'],
  ['ticket-rules', '#/ticketrules'],
];

async function deskLooks(look) {
  const { steps, server, admin } = look.world;
  const context = await look.person({ storageState: await admin.context.storageState() });
  /* As chosen in the account's menu: a browser's choice comes before the account's language. */
  await context.addInitScript((chosen) => {
    if (location.protocol === 'http:') localStorage.setItem('foyer-desk:language', chosen);
  }, look.language);
  const agent = new Agent(context, server, 'admin');
  await steps.check(`desk: ${look.name}`, async () => {
    await agent.open();
    const lookAt = async (screen, place, more) => {
      await agent.open(`/desk/${typeof place === 'function' ? place(look.world) : place}`);
      await agent.page.locator('h1:visible, h2:visible').first().waitFor();
      await agent.page.waitForLoadState('networkidle');
      await look.check(`desk-${screen}`, agent.page, more);
    };
    for (const [screen, place] of deskScreens) await lookAt(screen, place);
    if (!look.hasAll && !look.world.shots.folder) return;
    for (const [screen, place] of moreScreens) await lookAt(screen, place, { withAxe: look.language === 'en' });
  });
  await context.close();
  const stranger = new Agent(await look.person(), server, '');
  await steps.check(`sign-in: ${look.name}`, async () => {
    await stranger.open();
    await stranger.page.locator('input[type=password]').waitFor();
    await look.check('desk-sign-in', stranger.page);
  });
  await stranger.context.close();
}

export async function appearance(world) {
  const { entries } = await world.admin.fetch('/v1/entries?limit=1');
  world.entry = entries[0].id;
  const { conversations } = await world.admin.fetch('/v1/conversations?view=closed&limit=50');
  world.rated = (conversations.find((one) => one.rating) ?? conversations[0]).id;
  for (const agent of [world.mei, world.bo]) await agent.setPresence('Away');
  for (const [language, theme, size] of world.shots.folder ? every() : enough) {
    const look = new Look(world, { language, theme, size });
    await visitorScreens(look);
    await deskLooks(look);
  }
}
