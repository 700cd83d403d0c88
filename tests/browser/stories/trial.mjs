// Trying, proving and publishing: the test console, golden questions, publishing with its difference and
// going back, what-if, and the worklist; told by an editor who reads English, then by one who reads Chinese.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, PASSWORD } from '../agent.mjs';
import { web } from '../browser.mjs';
import { equal, truth } from '../steps.mjs';
import { until } from '../wait.mjs';
import { Visitor } from '../visitor.mjs';

const read = (language, part) => JSON.parse(readFileSync(join(web, 'desk/i18n', language, `${part}.json`), 'utf8'));

/** The desk's own words in a language, so that each story is told in the words its reader sees. */
function wordsOf(language) {
  const texts = Object.assign({}, ...['desk', 'trial', 'health'].map((part) => read(language, part)));
  return (key, places = {}) => {
    const text = typeof texts[key] === 'string' ? texts[key] : texts[key].other;
    return text.replace(/\{(\w+)\}/g, (_, name) => String(places[name] ?? ''));
  };
}

const tellings = {
  en: {
    question: 'May I moor my narrowboat behind the warehouse?',
    entry: 'What are the store opening hours?',
    search: 'opening hours',
    words: ['narrowboat', 'keelboat'],
    visitor: 'en-US',
  },
  'zh-CN': { question: '仓库后面的码头能停我的小船吗', entry: '门店几点开门、几点关门？', search: '门店几点', words: ['小船', '舢板'], visitor: 'zh-CN' },
};

class Telling {
  constructor(world, language, agent) {
    Object.assign(this, { world, language, agent, page: agent.page, t: wordsOf(language), ...tellings[language] });
  }

  step(what, act) {
    return this.world.steps.step(`${what} (${this.language})`, act);
  }

  open(screen) {
    return this.page.goto(new URL(`/desk/#/${screen}`, this.world.server.address).href);
  }

  button(key, places) {
    return this.page.getByRole('button', { name: this.t(key, places), exact: true });
  }

  notice(key, places) {
    return this.page.getByText(this.t(key, places), { exact: true }).first().waitFor();
  }

  shot(name) {
    return this.world.shots.take(`${name}-${this.language}`, this.page);
  }

  async console() {
    await this.step('a question is tried against the drafts, and why not otherwise', async () => {
      await this.open('console');
      await this.page.getByRole('textbox', { name: this.t('try.title') }).fill(this.question);
      await this.button('try.submit').click();
      const decided = this.page.getByRole('region', { name: this.t('trial.decided') });
      await decided.locator('.decision').first().waitFor({ timeout: 60_000 });
      truth((await this.page.locator('.trial-rivals li').count()) > 1, 'no rivals are shown');
      truth((await decided.locator('.decision.answer').count()) === 0, 'it was answered before anybody taught it');
    });
    await this.step('one click makes it a wording, and the change is shown at once', async () => {
      await this.button('trial.addVariant').click();
      const dialog = this.agent.dialog();
      await dialog.getByRole('searchbox').fill(this.search);
      await dialog.getByRole('button', { name: this.entry }).first().click();
      const changed = this.page.locator('.trial-changed');
      await changed.locator('.decision.answer').waitFor({ timeout: 60_000 });
      equal(await changed.locator('.decision').count(), 2, 'before and after');
      await this.shot('trial-console');
    });
    await this.step('another makes it a golden question, and another judges it', async () => {
      await this.button('trial.addGolden').click();
      await this.notice('golden.saved');
      await this.button('trial.right').click();
      await this.notice('trial.judged');
    });
    await this.step('one more makes two words mean the same', async () => {
      await this.button('trial.addSynonym').click();
      const dialog = this.agent.dialog();
      const [word, same] = this.words;
      await dialog.getByLabel(this.t('trial.synonymWord')).fill(word);
      await dialog.getByLabel(this.t('trial.synonymSame')).fill(same);
      await dialog.getByRole('button', { name: this.t('app.save') }).click();
      await this.notice('trial.synonymsAdded');
      const { groups } = await this.agent.fetch('/v1/synonyms');
      truth(groups.some((group) => group.words.includes(word) && group.words.includes(same)), JSON.stringify(groups));
    });
  }

  async golden() {
    await this.step('the golden question is found, changed and kept', async () => {
      await this.open('golden');
      await this.page.getByRole('searchbox', { name: this.t('golden.search') }).fill(this.question);
      const line = this.page.getByRole('listitem').filter({ hasText: this.question });
      await line.getByText(this.entry).waitFor();
      await this.shot('trial-golden');
      await line.getByRole('button', { name: this.t('golden.change') }).click();
      const dialog = this.agent.dialog();
      await dialog.getByRole('textbox', { name: this.t('golden.text') }).fill(`${this.question} `);
      await dialog.getByRole('button', { name: this.t('app.save') }).click();
      await this.notice('golden.saved');
    });
  }

  async publish() {
    await this.step('publishing shows what changes and what the golden questions say', async () => {
      await this.open('publishing');
      await this.button('publishing.look').click();
      await this.page.getByRole('heading', { name: this.t('publishing.difference') }).waitFor({ timeout: 60_000 });
      const item = this.page.locator('.diff-item').filter({ hasText: this.entry });
      await item.locator('ins').filter({ hasText: this.question }).waitFor();
      await this.shot('trial-publishing');
    });
    await this.step('it goes live', async () => {
      const anyway = this.button('publish.anyway');
      if (await anyway.isVisible()) {
        truth(await anyway.isDisabled(), 'failing golden questions need a reason');
        await this.page.getByRole('textbox', { name: this.t('publish.reason') }).fill('story');
        await anyway.click();
      } else await this.button('publish.submit').click();
      await this.page.locator('.good-notice[role=status]').waitFor({ timeout: 60_000 });
      equal(await this.replyTo(this.question), 'answer', 'what a visitor gets');
    });
    await this.step('one press goes back, and one more returns', async () => {
      const before = (await this.agent.fetch('/v1/publications')).live;
      await this.button('publishing.back').first().click();
      const dialog = this.agent.dialog();
      await dialog.locator('.diff-item, .hint').first().waitFor({ timeout: 60_000 });
      await this.shot('trial-back');
      await dialog.getByRole('button', { name: this.t('publishing.backNow') }).click();
      await until('an earlier one is live', async () => (await this.agent.fetch('/v1/publications')).live === before + 1);
      truth((await this.replyTo(this.question)) !== 'answer', 'a visitor gets what was published before');
      await this.button('publishing.back').first().click();
      await this.agent.dialog().getByRole('button', { name: this.t('publishing.backNow') }).click();
      await until('the newer one is live again', async () => (await this.agent.fetch('/v1/publications')).live === before + 2);
    });
    await this.step('a publication is planned and taken back', async () => {
      await this.button('publishing.planSet').click();
      await this.page.locator('.plan-waiting').waitFor();
      await this.shot('trial-plan');
      await this.button('publishing.planCancel').click();
      await this.page.locator('.plan-waiting').waitFor({ state: 'detached' });
    });
  }

  async whatIf() {
    await this.step('past questions are asked with another threshold', async () => {
      await this.open('whatif');
      await this.page.getByLabel(this.t('whatif.policy')).selectOption('threshold');
      await this.page.getByRole('slider').fill('99');
      await this.button('whatif.run').click();
      await this.page.locator('.figures').waitFor({ timeout: 60_000 });
      await this.page.getByText(this.t('whatif.agents'), { exact: true }).waitFor();
      truth((await this.page.locator('.compare tbody tr').count()) > 0, 'no question ends otherwise at 99 %');
      await this.shot('trial-whatif');
    });
    await this.step('what was tried is kept: those drafts go live, and the site answers by that setting', async () => {
      await this.page.getByLabel(this.t('trial.against')).selectOption('drafts');
      await this.page.getByRole('slider').fill('60');
      await this.button('whatif.run').click();
      await this.page.locator('.whatif-answer[aria-busy=false]').waitFor({ timeout: 60_000 });
      const { live } = await this.agent.fetch('/v1/publications');
      await this.button('whatif.save').click();
      const dialog = this.agent.dialog();
      await dialog.getByText(this.t('whatif.keepDrafts')).waitFor();
      await this.shot('trial-keep');
      await dialog.getByRole('button', { name: this.t('whatif.keepNow') }).click();
      /* Golden questions of other stories may have been broken before: then it takes a reason. */
      const anyway = dialog.getByRole('button', { name: this.t('publish.anyway') });
      await until('it is kept, or a reason is asked for', async () => (await anyway.isVisible()) || !(await dialog.isVisible()));
      if (await dialog.isVisible()) {
        await dialog.getByRole('textbox', { name: this.t('publish.reason') }).fill('story');
        await anyway.click();
      }
      await this.notice('whatif.kept');
      equal((await this.agent.fetch('/v1/publications')).live, live + 1, 'what is live');
      const { settings } = await this.agent.fetch('/v1/sites/default/settings');
      equal(settings.answer_from, 0.6, 'the threshold of the site');
      await this.agent.page.evaluate(async () => {
        const { csrf } = await (await fetch('/v1/session')).json();
        const now = await (await fetch('/v1/sites/default/settings')).json();
        const body = JSON.stringify({ version: now.version, settings: { ...now.settings, answer_from: null } });
        await fetch('/v1/sites/default/settings', { method: 'PUT', headers: { 'X-CSRF-Token': csrf, 'Content-Type': 'application/json' }, body });
      });
      equal((await this.agent.fetch('/v1/sites/default/settings')).settings.answer_from, null, 'the threshold for the stories after this one');
    });
  }

  async health() {
    await this.step('the worklist names what wants mending, and one click mends it', async () => {
      await this.open('health');
      const first = this.page.locator('.health-line').filter({ has: this.button('health.action.move-variant') }).first();
      await first.waitFor({ timeout: 120_000 });
      await this.shot('health');
      await first.getByRole('button', { name: this.t('health.action.move-variant') }).click();
      await this.notice('health.mended');
    });
  }

  /** What a new visitor gets. */
  async replyTo(text) {
    const visitor = new Visitor(await this.world.browser.person({ locale: this.visitor }), this.world.server, this.language);
    await visitor.openShop();
    const { decision } = await visitor.ask(text);
    await visitor.context.close();
    return decision;
  }

  async tell() {
    await this.console();
    await this.golden();
    await this.publish();
    await this.whatIf();
    await this.health();
  }
}

export async function trial(world) {
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
