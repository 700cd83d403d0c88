// Rules without knowing patterns: a form that asks for an order number is written on the desk, tried,
// published and filled in by a visitor, in English and in Chinese; synonyms and stop words.
import { equal, truth } from '../steps.mjs';
import { until } from '../wait.mjs';
import { Visitor } from '../visitor.mjs';

const inEnglish = {
  language: 'en',
  name: 'Where is my crate',
  words: ['crate', 'crates'],
  sample: 'Where is my CRATE?',
  other: 'a decrated thing',
  prompt: 'Which crate number?',
  last: 'Crate {order} leaves tomorrow.',
  ask: 'where is my crate',
  wrong: 'I have no idea',
  value: 'it is ab-7788',
  said: 'Crate AB-7788 leaves tomorrow.',
  texts: {
    section: 'Knowledge', screen: 'Rules', fresh: 'New rule', name: 'Name', any: 'One of these', samples: 'Messages, one a line',
    when: 'Only when', times: 'Own times', monday: 'Monday', anyTime: 'Any time', form: 'Ask for values', prompt: 'What the bot asks', short: 'Short name', last: 'Text', save: 'Save', fits: 'Fits', fitsNot: 'Does not fit',
    kind: 'Words', remove: 'Delete', undo: 'Undo', pattern: 'Pattern', patternField: 'Pattern (PCRE2)', slow: 'could take very long', look: 'Look at past questions', changed: 'would be decided otherwise', close: 'Cancel',
    synonyms: 'Synonyms', newLine: 'New line', add: 'Add', same: 'Mean the same', stop: 'Passed over', words: ['crate', 'box'], stopWord: 'harbourmobile',
  },
};

const inChinese = {
  language: 'zh-CN',
  name: '集装箱查询',
  words: ['集装箱', '货柜'],
  sample: '我的集裝箱在哪',
  other: '我的包裹在哪',
  prompt: '请问箱号是多少？',
  last: '{order} 明天发出。',
  ask: '我的集装箱到哪了',
  wrong: '不知道啊',
  value: '箱号是ＣＮ１２３４５',
  said: 'CN12345 明天发出。',
  texts: {
    section: '知识库', screen: '规则', fresh: '新建规则', name: '名称', any: '包含任意一个', samples: '示例消息，每行一条',
    when: '仅当', times: '自定义时间', monday: '周一', anyTime: '任何时间', form: '询问信息', prompt: '机器人怎么问', short: '短名称', last: '文字', save: '保存', fits: '符合', fitsNot: '不符合',
    kind: '关键词', remove: '删除', undo: '撤销', pattern: '正则表达式', patternField: '正则表达式（PCRE2）', slow: '可能非常慢', look: '查看历史提问', changed: '个结果会改变', close: '取消',
    synonyms: '同义词', newLine: '新的一行', add: '添加', same: '意思相同', stop: '忽略的词', words: ['货柜', '柜子'], stopWord: '海港移动',
  },
};

/** One of a row of choices: radio buttons under words. */
const choose = (dialog, name) => dialog.getByRole('radio', { name, exact: true }).check({ force: true });

async function add(field, words) {
  for (const word of words) {
    await field.fill(word);
    await field.press('Enter');
  }
}

/** A screen of the knowledge section, whatever the language. */
async function visit(lin, screen, texts) {
  await lin.page.evaluate((where) => { location.hash = `#/${where}`; }, screen);
  await lin.page.getByRole('navigation', { name: texts.section, exact: true }).getByRole('link', { name: screen === 'rules' ? texts.screen : texts.synonyms, exact: true }).and(lin.page.locator('[aria-current]')).waitFor();
}

async function write(world, told) {
  const { steps, lin, shots, browser } = world;
  const { texts } = told;
  const dialog = lin.dialog();

  await steps.step(`a rule of words is tried while it is written (${told.language})`, async () => {
    await visit(lin, 'rules', texts);
    await lin.button(texts.fresh).click();
    await dialog.getByLabel(texts.name, { exact: true }).fill(told.name);
    await add(dialog.getByLabel(texts.any, { exact: true }), told.words);
    await dialog.getByLabel(texts.samples, { exact: true }).fill(`${told.sample}\n${told.other}`);
    const samples = dialog.locator('.rule-samples li');
    await samples.filter({ hasText: told.sample }).getByText(texts.fits, { exact: true }).waitFor();
    await samples.filter({ hasText: told.other }).getByText(texts.fitsNot, { exact: true }).waitFor();
    await shots.take(`desk-rule-words-${told.language}`, lin.page);
  });

  await steps.step(`a pattern that could blow up is refused with the reason (${told.language})`, async () => {
    await choose(dialog, texts.pattern);
    await dialog.getByLabel(texts.patternField, { exact: true }).fill('(?:a|aa)+$');
    await dialog.getByText(texts.slow).waitFor();
    await shots.take(`desk-rule-refused-${told.language}`, lin.page);
    await choose(dialog, texts.kind);
    browser.forgive(/status of 422.*rules/);
  });

  await steps.step(`its form is written and saved (${told.language})`, async () => {
    await choose(dialog, texts.form);
    await dialog.getByLabel(texts.short, { exact: true }).fill('order');
    await dialog.getByLabel(texts.prompt, { exact: true }).fill(told.prompt);
    await dialog.getByLabel(texts.last, { exact: true }).fill(told.last);
    await dialog.getByRole('heading', { name: texts.when }).click();
    await choose(dialog, texts.times);
    equal(await dialog.getByLabel(texts.monday, { exact: true }).inputValue(), '09:00-18:00', 'hours to start from');
    await shots.take(`desk-rule-hours-${told.language}`, lin.page);
    await choose(dialog, texts.anyTime);
    await dialog.getByRole('button', { name: texts.look }).click();
    await dialog.getByText(texts.changed).waitFor({ timeout: 60_000 });
    await shots.take(`desk-rule-form-${told.language}`, lin.page);
    await dialog.getByRole('button', { name: texts.save, exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await lin.page.getByText(told.name).waitFor();
    await shots.take(`desk-rules-${told.language}`, lin.page);
  });

  await steps.step(`a rule that was deleted comes back (${told.language})`, async () => {
    const line = lin.page.locator('.rule-open').filter({ hasText: told.name });
    const before = await lin.fetch('/v1/rules');
    await line.click();
    await lin.dialog().getByRole('button', { name: texts.remove, exact: true }).click();
    await line.waitFor({ state: 'detached' });
    await lin.button(texts.undo).click();
    await line.waitFor();
    const said = ({ rules }) => JSON.stringify(rules.map(({ id: _id, version: _version, changed_at: _at, ...rest }) => rest));
    equal(said(await lin.fetch('/v1/rules')), said(before), 'the rules');
  });

  await steps.step(`synonyms and stop words (${told.language})`, async () => {
    await visit(lin, 'words', texts);
    await add(lin.page.getByLabel(texts.newLine, { exact: true }), texts.words);
    await lin.button(texts.add).click();
    const same = lin.page.locator('.words-list .words-row').filter({ hasText: texts.words[1] });
    await same.getByRole('button').last().click();
    await same.waitFor({ state: 'detached' });
    await lin.button(texts.undo).click();
    await same.waitFor();
    await add(lin.page.getByLabel(texts.stop, { exact: true }), [texts.stopWord]);
    await until('the stop word', async () => (await lin.fetch('/v1/stop-words')).groups.some((one) => one.words[0] === texts.stopWord));
    await shots.take(`desk-words-${told.language}`, lin.page);
  });
}

async function fillIn(world, told) {
  const { steps, browser, server, shots } = world;
  await steps.step(`a visitor fills the form in (${told.language})`, async () => {
    const visitor = new Visitor(await browser.person({ locale: told.language === 'en' ? 'en-US' : told.language }), server, told.language);
    await visitor.openShop();
    equal((await visitor.ask(told.ask)).decision, 'ask', 'decision');
    await visitor.log().getByText(told.prompt).waitFor();
    const again = await visitor.ask(told.wrong);
    equal(again.decision, 'ask', 'decision on what is no number');
    truth(again.text.includes(told.prompt), 'it asks again');
    const done = await visitor.ask(told.value);
    equal(done.decision, 'answer', 'decision at the end');
    await visitor.log().getByText(told.said).waitFor();
    await shots.take(`widget-form-${told.language}`, visitor.page);
    await visitor.context.close();
  });
}

async function pick(world) {
  const { steps, browser, server, shots } = world;
  await steps.step('a menu shows buttons, and picking one goes on', async () => {
    const visitor = new Visitor(await browser.person({ locale: 'en-US' }), server, 'en');
    await visitor.openShop();
    equal((await visitor.ask('crate menu please')).decision, 'clarify', 'decision');
    const choice = visitor.chat.getByRole('button', { name: 'Track it' });
    await choice.waitFor();
    await shots.take('widget-menu', visitor.page);
    await choice.click();
    await visitor.log().getByText(inEnglish.prompt).waitFor();
    await visitor.context.close();
  });
}

const menu = {
  name: 'Crate menu',
  kind: 'words',
  words: { any: ['crate menu'] },
  priority: 50,
  actions: { menu: { text: 'What about the crate?', choices: [{ text: 'Track it', say: inEnglish.ask }, { text: 'Something else', say: 'how do I contact you' }] } },
};

export async function rules(world) {
  const { lin } = world;
  const { language } = (await lin.fetch('/v1/session')).me;
  await write(world, inEnglish);
  await lin.send('PUT', '/v1/me', { language: 'zh-CN' });
  await lin.page.reload();
  await write(world, inChinese);
  await lin.send('PUT', '/v1/me', { language });
  await lin.page.reload();
  await lin.send('POST', '/v1/rules', menu);
  await world.steps.step('somebody who may overrule golden questions publishes them', async () => {
    await world.admin.send('POST', '/v1/publications', { reason: 'Rules on trial' });
  });
  await fillIn(world, inEnglish);
  await fillIn(world, inChinese);
  await pick(world);
}
