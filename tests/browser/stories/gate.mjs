// What stands between an editor and visitors: a golden question that a change breaks, the reason that
// overrules it, and the names that readers see; in English and in Chinese.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, PASSWORD } from '../agent.mjs';
import { web } from '../browser.mjs';
import { equal, truth } from '../steps.mjs';
import { until } from '../wait.mjs';

const areas = ['desk', 'trial', 'entries', 'knowledge'];

function wordsOf(language) {
  const folder = join(web, 'desk/i18n', language);
  const read = (area) => {
    try {
      return JSON.parse(readFileSync(join(folder, `${area}.json`), 'utf8'));
    } catch {
      return {};
    }
  };
  const texts = Object.assign({}, ...areas.map(read));
  return (key, places = {}) => {
    const text = typeof texts[key] === 'string' ? texts[key] : (texts[key][places.count === 1 ? 'one' : 'other'] ?? texts[key].other);
    return text.replace(/\{(\w+)\}/g, (_, name) => String(places[name] ?? ''));
  };
}

const tellings = {
  en: {
    question: 'Do you engrave lighthouse keys?',
    variants: ['lighthouse key engraving', 'have a lighthouse key engraved', 'engraved keys for lighthouses'],
    golden: 'can I get a lighthouse key engraved',
    reason: 'The engraver has left us',
    category: 'calls',
    name: 'Phone calls',
    heading: 'Phone calls',
  },
  'zh-CN': {
    question: '你们能给灯塔钥匙刻字吗？',
    variants: ['灯塔钥匙刻字', '灯塔的钥匙可以刻字么', '给灯塔钥匙刻个名字'],
    golden: '想给灯塔钥匙刻字',
    reason: '刻字师傅离职了',
    category: 'calls',
    name: '打电话',
    heading: '打电话',
  },
};

class Telling {
  constructor(world, language, agent) {
    Object.assign(this, { world, language, agent, page: agent.page, t: wordsOf(language), ...tellings[language] });
  }

  step(what, act) {
    return this.world.steps.step(`${what} (${this.language})`, act);
  }

  button(key, places) {
    return this.page.getByRole('button', { name: this.t(key, places), exact: true });
  }

  open(screen) {
    return this.page.goto(new URL(`/desk/#/${screen}`, this.world.server.address).href);
  }

  /** Asks the server with this person's session. */
  send(method, path, body) {
    return this.page.evaluate(
      async ([how, where, what]) => {
        const { csrf } = await (await fetch('/v1/session')).json();
        const answer = await fetch(where, { method: how, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf }, body: JSON.stringify(what) });
        return { ...(await answer.json().catch(() => ({}))), http: answer.status };
      },
      [method, path, body],
    );
  }

  live() {
    return this.agent.fetch('/v1/publications').then((all) => all.live);
  }

  async look() {
    await this.open('publishing');
    await this.page.reload();
    await this.button('publishing.look').click();
    await this.page.locator('.golden-verdict').waitFor({ timeout: 90_000 });
  }

  async prepare() {
    await this.step('an entry is live, and a golden question that must lead to it', async () => {
      const made = await this.send('POST', '/v1/entries', { question: this.question, variants: this.variants, answer: '…', language: this.language });
      equal(made.http, 201, 'the entry');
      this.entry = made.id;
      equal((await this.send('POST', '/v1/publications', { reason: 'story' })).http, 201, 'the publication');
      await this.open('golden');
      await this.button('golden.new').click();
      const dialog = this.agent.dialog();
      await dialog.getByRole('textbox', { name: this.t('golden.text') }).fill(this.golden);
      await dialog.getByRole('button', { name: this.t('golden.pickEntry') }).click();
      await this.agent.dialog().getByRole('searchbox').fill(this.question.slice(0, 12));
      await this.agent.dialog().getByRole('button', { name: this.question }).first().click();
      await this.agent.dialog().getByRole('button', { name: this.t('app.save') }).click();
      await this.page.getByText(this.t('golden.saved'), { exact: true }).first().waitFor();
    });
  }

  async refuse() {
    await this.step('a change that breaks it is refused, and says which question and which entry', async () => {
      const { version } = await this.agent.fetch(`/v1/entries/${this.entry}`);
      equal((await this.send('POST', `/v1/entries/${this.entry}/retire`, { version })).http, 200, 'retired');
      const before = await this.live();
      equal((await this.send('POST', '/v1/publications', {})).http, 409, 'without a reason');
      this.world.browser.forgive(/\/v1\/publications.*|status of 409/);
      await this.look();
      await this.page.getByText(this.t('publishing.newlyBroken', { count: 1 })).first().waitFor();
      await this.page.getByRole('row').filter({ hasText: this.golden }).filter({ hasText: this.question }).first().waitFor();
      truth(await this.button('publish.anyway').isDisabled(), 'a reason is needed');
      equal(await this.live(), before, 'what is live');
      await this.world.shots.take(`gate-refused-${this.language}`, this.page);
    });
    await this.step('with a reason it goes live, and the reason is kept', async () => {
      await this.page.getByRole('textbox', { name: this.t('publish.reason') }).fill(this.reason);
      await this.button('publish.anyway').click();
      await this.page.locator('.good-notice[role=status]').waitFor({ timeout: 90_000 });
      const { publications } = await this.agent.fetch('/v1/publications');
      equal(publications[0].reason, this.reason, 'the reason');
    });
    await this.step('what is broken on the live base stops no later publication', async () => {
      await this.look();
      await this.page.getByText(this.t('publishing.brokenBefore', { count: 1 })).first().waitFor();
      truth(await this.button('publish.submit').isEnabled(), 'it can be published without a reason');
    });
    await this.step('one press goes back, and the entry answers again', async () => {
      const { publications } = await this.agent.fetch('/v1/publications');
      equal((await this.send('POST', `/v1/publications/${publications[1].number}/rollback`, {})).http, 201, 'back');
      const asked = await this.send('POST', '/v1/try', { text: this.golden, language: this.language, against: 'live' });
      equal(asked.decision, 'answer', 'what a visitor gets');
    });
  }

  async nameCategory() {
    await this.step('a category is named where it is renamed, and readers see the name', async () => {
      const start = (await this.agent.fetch('/v1/categories/names')).names.find((one) => one.category === this.category && one.language === this.language).name;
      await this.open('knowledge');
      await this.page.getByRole('treeitem', { name: start }).first().click();
      await this.page.locator('.tree-head button').click();
      const dialog = this.agent.dialog();
      const field = dialog.locator(`fieldset input[lang="${this.language}"]`);
      await field.fill(this.name);
      await this.world.shots.take(`category-names-${this.language}`, this.page);
      await dialog.getByRole('button', { name: this.t('app.save') }).click();
      await this.page.getByRole('treeitem', { name: this.name }).first().waitFor();
      const reader = await this.world.browser.person({ locale: this.language === 'en' ? 'en-US' : this.language, javaScriptEnabled: false });
      const page = await reader.newPage();
      await page.goto(new URL(`/help/default/${this.language}/topic?name=${this.category}`, this.world.server.address).href);
      await page.getByRole('heading', { level: 1, name: this.heading }).waitFor();
      await reader.close();
    });
  }

  async tell() {
    await this.prepare();
    await this.refuse();
    await this.nameCategory();
    await this.step('everything is as it was', async () => {
      const { golden } = await this.agent.fetch(`/v1/golden?query=${encodeURIComponent(this.golden)}`);
      for (const one of golden.filter((each) => each.text === this.golden)) await this.send('DELETE', `/v1/golden/${one.id}`, {});
      await until('a publication without it', async () => (await this.send('POST', '/v1/publications', { reason: 'story' })).http === 201);
    });
  }
}

export async function gate(world) {
  await new Telling(world, 'en', world.admin).tell();
  const chinese = new Agent(await world.browser.person({ locale: 'zh-CN' }), world.server, 'admin');
  await chinese.open();
  await chinese.page.getByRole('textbox').first().fill('admin');
  await chinese.page.locator('input[type=password]').fill(PASSWORD);
  await chinese.page.locator('button[type=submit]').click();
  await chinese.page.locator('.rail').waitFor();
  await new Telling(world, 'zh-CN', chinese).tell();
  await chinese.context.close();
}
