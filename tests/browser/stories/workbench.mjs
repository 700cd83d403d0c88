// What the bot could not answer, curated in groups; what agents answered, learnt from.  In English and in Chinese.
import { Agent } from '../agent.mjs';
import { equal, truth } from '../steps.mjs';
import { Visitor } from '../visitor.mjs';
import { until } from '../wait.mjs';

const tongues = {
  en: {
    locale: 'en-US',
    asked: ['Is the ferry to Lamma running during a typhoon?', 'does the ferry to Lamma run in a typhoon', 'ferry to Lamma during typhoon running?'],
    other: 'Who painted the mural behind the counter?',
    question: 'Do you lend out umbrellas at the lighthouse counter?',
    answer: 'Yes, the lighthouse counter lends an umbrella for two days, call 020 7946 0018 to ask for one.',
    masked: '[phone]',
    words: {
      newEntry: 'New entry', move: 'Move…', answer: 'Answer', make: 'Make the entry', made: 'Entry made', undo: 'Undo', undone: 'Undone',
      ignore: 'Ignore…', ignoreNow: 'Ignore', why: 'Why', assign: 'Assign…', assignNow: 'Assign', colleague: 'Colleague', due: 'Until', assigned: 'Assigned',
      ignored: 'Ignored', accept: 'Accept', reject: 'Reject', accepted: 'Accepted.', person: 'Talk to a person', stateIgnored: 'Ignored',
    },
  },
  'zh-CN': {
    locale: 'zh-CN',
    asked: ['台风天去南丫岛的渡轮开吗', '去南丫岛的渡轮台风天开不开', '台风时南丫岛渡轮还开吗'],
    other: '柜台后面的壁画是谁画的',
    question: '港口门店借不借雨伞',
    answer: '可以的，港口门店的雨伞能借两天，请打13812345678预约。',
    masked: '[电话]',
    words: {
      newEntry: '新建条目', move: '移动…', answer: '答案', make: '创建条目', made: '条目已创建', undo: '撤销', undone: '已撤销',
      ignore: '忽略…', ignoreNow: '忽略', why: '原因', assign: '分配…', assignNow: '分配', colleague: '同事', due: '截止日期', assigned: '已分配',
      ignored: '已忽略', accept: '采纳', reject: '拒绝', accepted: '已采纳', person: '转人工', stateIgnored: '已忽略',
    },
  },
};

/** Each by a visitor of their own: whoever asks in vain again and again is handed over. */
async function askAll(world, language, texts) {
  for (const text of texts) {
    const visitor = new Visitor(await world.browser.person({ locale: tongues[language].locale }), world.server, language);
    await visitor.openShop();
    await visitor.ask(text);
    await visitor.context.close();
  }
}

/** A second window of the same account, in the language. */
async function editorIn(world, language) {
  const context = await world.browser.person({ storageState: await world.admin.context.storageState(), locale: tongues[language].locale });
  await context.addInitScript((chosen) => {
    if (location.protocol === 'http:') localStorage.setItem('foyer-desk:language', chosen);
  }, language);
  return new Agent(context, world.server, 'admin');
}

const clusterOf = async (editor, text, state = 'open') => {
  const { clusters } = await editor.fetch(`/v1/clusters?state=${state}&limit=200`);
  for (const one of clusters) {
    const { questions } = await editor.fetch(`/v1/clusters/${one.id}/questions`);
    if (questions.some((question) => question.text === text)) return { ...one, texts: questions.map((question) => question.text) };
  }
  return null;
};

async function curate(world, language) {
  const { steps, shots } = world;
  const { asked, other, words } = tongues[language];
  const editor = await editorIn(world, language);
  const tell = (name, act) => steps.step(`${language}: ${name}`, act);
  let cluster;

  await tell('questions that the bot could not answer come together', async () => {
    await askAll(world, language, [...asked, other]);
    await editor.open('/desk/#/unmatched');
    cluster = await until('one group of three', async () => {
      const found = await clusterOf(editor, asked[0]);
      return found?.texts.length === asked.length ? found : null;
    });
    for (const text of asked) truth(cluster.texts.includes(text), `${text} is in the group`);
    const apart = await clusterOf(editor, other);
    truth(apart && apart.id !== cluster.id, 'the other question is in a group of its own');
  });

  await tell('the group is shown with the nearest entries', async () => {
    await editor.page.locator(`[data-cluster="${cluster.id}"]`).click();
    await editor.page.locator('.near-entry').first().waitFor();
    await editor.page.locator('.question-row').first().waitFor();
    equal(await editor.page.locator('.question-row').count(), asked.length, 'questions shown');
    await shots.take(`workbench-${language}`, editor.page);
  });

  await tell('it is given to a colleague until a day', async () => {
    await editor.button(words.assign).click();
    const dialog = editor.dialog();
    await dialog.getByLabel(words.colleague).selectOption({ label: 'Lin' });
    await dialog.getByLabel(words.due).fill('2030-01-31');
    await dialog.getByRole('button', { name: words.assignNow, exact: true }).click();
    await editor.page.locator('.cluster-line.chosen .cluster-who').getByText('Lin').waitFor();
  });

  await tell('a group is set aside with a reason, and that is undone', async () => {
    const apart = await clusterOf(editor, other);
    await editor.page.locator(`[data-cluster="${apart.id}"]`).click();
    await editor.button(words.ignore).click();
    await editor.dialog().getByLabel(words.why).fill('art');
    await editor.dialog().getByRole('button', { name: words.ignoreNow, exact: true }).click();
    await until('ignored', () => clusterOf(editor, other, 'ignored'));
    await editor.page.locator('.notice').getByRole('button', { name: words.undo }).last().click();
    await until('open again', () => clusterOf(editor, other));
  });

  await tell('one question is split off and merged back', async () => {
    await editor.page.locator(`[data-cluster="${cluster.id}"]`).click();
    await editor.page.locator('.question-row input').first().check();
    await editor.page.locator('.cluster-acts .button').nth(3).click();
    await until('two groups', async () => (await clusterOf(editor, asked[0]))?.texts.length !== asked.length);
    await editor.page.locator('.notice').getByRole('button', { name: words.undo }).last().click();
    await until('one group', async () => (await clusterOf(editor, asked[0]))?.texts.length === asked.length);
  });

  await tell('one question is moved to another group, and that is undone', async () => {
    const apart = await clusterOf(editor, other);
    await editor.page.locator(`[data-cluster="${cluster.id}"]`).click();
    await editor.page.locator('.question-row input').first().check();
    await editor.button(words.move).click();
    await editor.dialog().getByRole('textbox').fill(other);
    await editor.dialog().locator('.pick').first().click();
    await until('three and one', async () => (await clusterOf(editor, other))?.texts.length === apart.texts.length + 1);
    await editor.page.locator('.notice').getByRole('button', { name: words.undo }).last().click();
    await until('together again', async () => (await clusterOf(editor, asked[0]))?.texts.length === asked.length && (await clusterOf(editor, other))?.texts.length === apart.texts.length);
  });

  await tell('an entry is made for the whole group', async () => {
    await editor.open(`/desk/#/unmatched/open/${cluster.id}`);
    await editor.button(words.newEntry).click();
    await editor.dialog().getByLabel(words.answer, { exact: true }).fill('No ferries run in a typhoon. 台风天停航。');
    await shots.take(`workbench-entry-${language}`, editor.page);
    await editor.dialog().getByRole('button', { name: words.make }).click();
    const added = await until('the group as added', () => clusterOf(editor, asked[0], 'added'));
    const entry = await editor.fetch(`/v1/entries/${added.entry}`);
    equal(entry.variants.length + 1, asked.length, 'wordings of the entry');
  });

  return { editor, cluster };
}

async function learn(world, language, editor) {
  const { steps, shots, browser, server } = world;
  const { question, answer, masked, words } = tongues[language];
  const tell = (name, act) => steps.step(`${language}: ${name}`, act);
  const visitor = new Visitor(await browser.person({ locale: tongues[language].locale }), server, language);

  await tell('an agent answers what the bot could not', async () => {
    await visitor.openShop();
    await visitor.ask(question);
    await visitor.send(language === 'en' ? 'I want to talk to a real person' : '转人工');
    const id = await until('the agent has it', async () => ((await visitor.view()).owner === 'agent' ? visitor.id() : null));
    await world.mei.openConversation(id);
    await world.mei.reply(answer);
    await until('the answer arrives', async () => (await visitor.messages()).some((one) => one.text === answer));
    await visitor.page.evaluate(
      async ([conversation, token]) => {
        await fetch(`/v1/conversations/${conversation}/close`, { method: 'POST', headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }, body: '{}' });
      },
      [id, (await visitor.kept()).token],
    );
    await visitor.context.close();
  });

  await tell('the answer is suggested, without personal data', async () => {
    await editor.open('/desk/#/suggestions');
    const card = editor.page.locator('.suggestion').filter({ hasText: question });
    await card.waitFor();
    await card.getByText(masked).waitFor();
    await shots.take(`suggestion-${language}`, editor.page);
    await card.getByRole('button', { name: words.accept, exact: true }).click();
    await card.waitFor({ state: 'detached' });
    const { suggestions } = await editor.fetch('/v1/suggestions?state=accepted');
    truth(suggestions.some((one) => one.question === question), 'it is among the accepted');
  });
}

async function publishedNow(world, language, editor, cluster) {
  await world.steps.step(`${language}: once published, the group's questions are answered`, async () => {
    const { asked } = tongues[language];
    const checked = await until(
      'asked again',
      async () => {
        const { cluster: now } = await editor.fetch(`/v1/clusters/${cluster.id}`);
        return now.answered === asked.length ? now : null;
      },
      60_000,
    );
    equal(checked.answered, asked.length, 'answered');
    await editor.open(`/desk/#/unmatched/added/${cluster.id}`);
    await editor.page.locator('.question-row .badge').first().waitFor();
    await world.shots.take(`workbench-answered-${language}`, editor.page);
  });
}

async function publishAll(editor) {
  await editor.page.evaluate(async () => {
    const { csrf } = await (await fetch('/v1/session')).json();
    await fetch('/v1/publications', {
      method: 'POST',
      headers: { 'X-CSRF-Token': csrf, 'Content-Type': 'application/json' },
      body: JSON.stringify({ reason: 'The workbench story' }),
    });
  });
}

export async function workbench(world) {
  const told = {};
  await world.steps.step('Mei alone is here', async () => {
    await world.bo.setPresence('Away');
    await world.mei.setPresence('Online');
  });
  for (const language of Object.keys(tongues)) {
    told[language] = await curate(world, language);
    await learn(world, language, told[language].editor);
  }
  await world.steps.step('everything is published', () => publishAll(told.en.editor));
  for (const [language, { editor, cluster }] of Object.entries(told)) await publishedNow(world, language, editor, cluster);
}
