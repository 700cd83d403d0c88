// The help centre, as a reader without scripts uses it: by topic, by search, an article that helped
// and one that didn't.  In English and in Chinese, wide and narrow, light and dark.
import { faultsOf } from '../looks.mjs';
import { equal } from '../steps.mjs';
import { until } from '../wait.mjs';

const readers = [
  {
    language: 'en',
    locale: 'en-US',
    heading: 'How can we help?',
    search: 'Search the help centre',
    words: 'how much is roming',
    article: 'What does roaming cost?',
    helped: ['Yes', 'Thank you for telling us.'],
    failed: ['No', 'We are sorry. What were you looking for?', 'Send'],
    lookedFor: 'Do you lend umbrellas at the harbour?',
    related: 'Related articles',
  },
  {
    language: 'zh-CN',
    locale: 'zh-CN',
    heading: '需要什么帮助？',
    search: '搜索帮助中心',
    words: '漫游多少钱',
    article: '国际漫游怎么收费？',
    helped: ['有帮助', '谢谢您的反馈。'],
    failed: ['没有帮助', '很抱歉。您原本想找什么？', '提交'],
    lookedFor: '门店可以借雨伞吗',
    related: '相关问题',
  },
];

async function readAndSay({ steps, server, browser }, reader) {
  const context = await browser.person({ locale: reader.locale, javaScriptEnabled: false });
  const page = await context.newPage();
  await steps.step(`${reader.language}: the start is in the reader's language, without scripts`, async () => {
    await page.goto(new URL('/help', server.address).href);
    equal(new URL(page.url()).pathname, `/help/default/${reader.language}`, 'where /help leads');
    await page.getByRole('heading', { level: 1, name: reader.heading }).waitFor();
  });
  await steps.step(`${reader.language}: a search in one's own words finds the article`, async () => {
    await page.getByRole('searchbox', { name: reader.search }).fill(reader.words);
    await page.keyboard.press('Enter');
    await page.locator('.articles li').first().getByRole('link', { name: reader.article }).click();
    await page.getByRole('heading', { level: 1, name: reader.article }).waitFor();
    await page.getByRole('heading', { level: 2, name: reader.related }).waitFor();
  });
  await steps.step(`${reader.language}: it helped`, async () => {
    await page.getByRole('button', { name: reader.helped[0], exact: true }).click();
    await page.getByText(reader.helped[1]).waitFor();
  });
  await steps.step(`${reader.language}: another did not, and what was looked for reaches the editors`, async () => {
    await page.getByRole('complementary').getByRole('link').first().click();
    await page.getByRole('button', { name: reader.failed[0], exact: true }).click();
    await page.getByLabel(reader.failed[1]).fill(reader.lookedFor);
    await page.getByRole('button', { name: reader.failed[2] }).click();
    await page.getByText(reader.helped[1]).waitFor();
  });
  await context.close();
}

async function reachesTheEditors({ steps, admin }) {
  await steps.check('the editors see what readers looked for', async () => {
    await until('the questions', async () => {
      const { unmatched } = await admin.fetch('/v1/unmatched?limit=20');
      const texts = unmatched.map((one) => one.text);
      return readers.every(({ lookedFor }) => texts.includes(lookedFor));
    });
  });
}

async function looksRight({ steps, server, browser, shots }, reader, theme, size) {
  const places = [
    ['home', `/help/default/${reader.language}`],
    ['topic', `/help/default/${reader.language}/topic?name=shop`],
    ['results', `/help/default/${reader.language}/search?q=${encodeURIComponent(reader.words)}`],
    ['gone', `/help/default/${reader.language}/a/nothing`],
  ];
  const context = await browser.person({ locale: reader.locale, colorScheme: theme, size });
  const page = await context.newPage();
  await steps.check(`pages: ${reader.language}, ${theme}, ${size}`, async () => {
    for (const [name, path] of places) {
      await page.goto(new URL(path, server.address).href);
      await shots.asIs(`look-help-${name}-${reader.language}-${theme}-${size}`, page);
      equal(await faultsOf(page, reader.language, { withAxe: true }), [], name);
    }
    browser.forgive(/status of 404/);
    await page.goto(new URL(places[2][1], server.address).href);
    await page.getByRole('main').getByRole('link', { name: reader.article }).click();
    for (const said of ['', '?said=no', '?said=what']) {
      await page.goto(page.url().replace(/\?.*/, '') + said);
      await shots.asIs(`look-help-article${said.replace('?said=', '-')}-${reader.language}-${theme}-${size}`, page);
      equal(await faultsOf(page, reader.language, { withAxe: true }), [], `article ${said}`);
    }
    await page.keyboard.press('Tab');
    equal(await page.evaluate(() => document.activeElement.className), 'skip', 'the first thing the keyboard reaches');
  });
  await context.close();
}

export async function help(world) {
  for (const reader of readers) await readAndSay(world, reader);
  await reachesTheEditors(world);
  for (const reader of readers) {
    for (const [theme, size] of [['light', 'desktop'], ['dark', 'phone']]) await looksRight(world, reader, theme, size);
  }
}
