// Shaping the knowledge base together: an editor with few rights writes an entry with a picture, a file
// and buttons, a colleague approves it, a visitor presses the buttons; two people at once, what was
// before, many entries at once, other languages.  Told in English, then in Chinese.
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
  const texts = Object.assign({}, ...['desk', 'entries', 'trial'].map((part) => read(language, part)));
  return (key, places = {}) => {
    const text = texts[key];
    const form = typeof text === 'string' ? text : language === 'en' && places.count === 1 ? text.one : text.other;
    return form.replace(/\{(\w+)\}/g, (_, name) => String(places[name] ?? ''));
  };
}

const tellings = {
  en: {
    name: 'ana',
    shown: 'Ana',
    locale: 'en-US',
    category: 'harbour/boats',
    elsewhere: 'plans',
    question: 'Where do I moor a houseboat at your quay?',
    answer: 'Moor at the **north quay**, next to the crane.',
    clearer: 'Moor at the **north quay**, left of the crane.',
    theirs: 'Moor at the **south quay**.',
    variant: 'Is there a mooring for houseboats?',
    other: 'zh-CN',
    otherQuestion: '船屋停在你们码头的哪里？',
    otherAnswer: '停在**北码头**。',
    next: 'What are the store opening hours?',
    label: 'When are you open?',
    second: 'What does a mooring cost?',
    tag: 'boats',
    comment: 'please look at the picture',
    why: 'The crane was moved',
  },
  'zh-CN': {
    name: 'yu',
    shown: '小雨',
    locale: 'zh-CN',
    category: '码头/风筝',
    elsewhere: 'plans',
    question: '码头草坪上哪块地方能放风筝？',
    answer: '在**东侧草坪**，灯塔旁边。',
    clearer: '在**东侧草坪**，灯塔左边。',
    theirs: '在**西侧草坪**。',
    variant: '风筝在码头哪里放',
    other: 'en',
    otherQuestion: 'Which lawn is for flying kites?',
    otherAnswer: 'The **east lawn**.',
    next: '门店几点开门、几点关门？',
    label: '几点开门？',
    second: '放风筝要钱吗？',
    tag: '风筝',
    comment: '请看一下图片',
    why: '灯塔换了位置',
  },
};

/** A small picture: one pixel of pine green. */
const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGPgzo7+DwACvgGXdoR0WQAAAABJRU5ErkJggg==', 'base64');
const paper = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

class Telling {
  constructor(world, language) {
    Object.assign(this, { world, language, t: wordsOf(language), ...tellings[language] });
  }

  step(what, act) {
    return this.world.steps.step(`${what} (${this.language})`, act);
  }

  /** A window of a member of staff in this language. */
  async window(name, place, options = {}) {
    const context = await this.world.browser.person({ locale: this.locale, ...options });
    await context.addInitScript((chosen) => {
      if (location.protocol === 'http:') localStorage.setItem('foyer-desk:language', chosen);
    }, this.language);
    const agent = new Agent(context, this.world.server, name);
    await agent.open(`/desk/#/${place}`);
    return agent;
  }

  async signedIn() {
    const agent = await this.window(this.name, 'knowledge');
    await agent.page.getByLabel(this.t('signIn.name'), { exact: true }).fill(this.name);
    await agent.page.getByLabel(this.t('signIn.password')).fill(PASSWORD);
    await this.button(agent, 'signIn.submit').click();
    await agent.page.getByRole('navigation', { name: this.t('nav.label') }).waitFor();
    return agent;
  }

  open(agent, place) {
    return agent.page.goto(new URL(`/desk/#/${place}`, this.world.server.address).href);
  }

  button(agent, key, places) {
    return agent.page.getByRole('button', { name: this.t(key, places), exact: true });
  }

  field(agent, key) {
    return agent.page.getByLabel(this.t(key), { exact: true });
  }

  /** A field of the entry that stands open; the list's filters have the same names. */
  part(agent, name) {
    return agent.page.locator('.editor').getByLabel(this.t(`entry.${name}`), { exact: true });
  }

  saved(agent, status) {
    return agent.notice(this.t(`entry.saved.${status}`)).waitFor();
  }

  entryOf(agent) {
    return agent.fetch(`/v1/entries/${this.entry}`);
  }

  shot(name, agent) {
    return this.world.shots.take(`${name}-${this.language}`, agent.page);
  }

  async people() {
    await this.step('the administrator lets an editor write in one category only', async () => {
      this.admin = await this.window('admin', 'staff', { storageState: await this.world.admin.context.storageState() });
      const { page } = this.admin;
      await this.button(this.admin, 'staff.add').click();
      await this.field(this.admin, 'staff.name').fill(this.name);
      await this.field(this.admin, 'staff.displayName').fill(this.shown);
      await page.getByRole('radio', { name: this.t('role.editor') }).check({ force: true });
      await this.field(this.admin, 'staff.password').fill(PASSWORD);
      await this.button(this.admin, 'app.save').click();
      await this.button(this.admin, 'staff.edit', { name: this.shown }).click();
      await this.button(this.admin, 'rights.add').click();
      await page.getByLabel(this.t('rights.category', { number: 1 })).fill(this.category.split('/')[0]);
      await this.shot('entries-rights', this.admin);
      await this.button(this.admin, 'app.save').click();
      await this.admin.dialog().waitFor({ state: 'detached' });
      this.editor = await this.signedIn();
      equal((await this.editor.fetch('/v1/session')).me.approves, false, 'the editor approves');
    });
  }

  async write() {
    const { editor } = this;
    const { page } = editor;
    await this.step('the editor writes an entry, by keys, with a picture, a file and buttons', async () => {
      await this.open(editor, 'knowledge');
      await page.locator('.entry-row').first().waitFor();
      await page.keyboard.press('n');
      await this.part(editor, 'question').fill(this.question);
      const answer = this.part(editor, 'answer');
      await answer.fill(this.answer);
      await page.locator('.mark-bar input[type=file]').setInputFiles({ name: 'quay [north].png', mimeType: 'image/png', buffer: picture });
      const preview = page.getByRole('region', { name: this.t('entry.preview') });
      await preview.getByRole('img', { name: 'quay north' }).waitFor();
      await page.locator('.mark-bar input[type=file]').setInputFiles({ name: 'map.pdf', mimeType: 'application/pdf', buffer: paper });
      await preview.getByRole('link', { name: 'map.pdf' }).waitFor();
      await this.addButton(1, 'ask', this.label, this.next);
      await this.addButton(2, 'link', 'example.org', 'https://example.org/quay');
      await this.addButton(3, 'person', this.t('buttons.person'), null);
      await preview.getByRole('button', { name: this.label }).waitFor();
      await page.getByRole('textbox', { name: this.t('entry.variantAdd') }).fill(this.variant);
      await page.getByRole('textbox', { name: this.t('entry.variantAdd') }).press('Enter');
      await this.part(editor, 'language').selectOption(this.language);
    });
    await this.step('a pasted picture goes where the cursor stands; what only says it is one is refused', async () => {
      const answer = this.part(editor, 'answer');
      await answer.evaluate((field, bytes) => {
        field.focus();
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(bytes)], 'pasted.png', { type: 'image/png' }));
        field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true }));
      }, [...picture]);
      await until('the pasted picture', async () => (await answer.inputValue()).includes('![pasted](/v1/files/'));
      const before = await answer.inputValue();
      await page.locator('.mark-bar input[type=file]').setInputFiles({ name: 'evil.png', mimeType: 'image/png', buffer: Buffer.from('<script>alert(1)</script>') });
      await page.locator('.answer-writing').getByRole('alert').waitFor();
      this.world.browser.forgive(/status of 4\d\d.*\/v1\/files/);
      equal(await answer.inputValue(), before, 'the answer');
      await this.shot('entries-writing', editor);
      const shown = page.locator('.preview-chat .markdown');
      await until('the preview of all of it', async () => (await shown.locator('img').count()) === 2);
      this.previewed = await shown.innerHTML();
    });
    await this.step('outside of the category it is refused, inside it is proposed', async () => {
      await this.part(editor, 'category').fill(this.elsewhere);
      await page.keyboard.press('Control+Enter');
      await page.locator('.editor-body > .error-notice').waitFor();
      this.world.browser.forgive(/status of 403/);
      await this.part(editor, 'category').fill(this.category);
      await page.keyboard.press('Control+Enter');
      await this.saved(editor, 'review');
      this.entry = page.url().split('/').at(-1);
      equal((await this.entryOf(editor)).status, 'review', 'status');
    });
    await this.step('a comment mentions the administrator, who is told', async () => {
      const text = page.getByLabel(this.t('comments.write'));
      await text.fill('@adm');
      await page.getByRole('option', { name: '@admin' }).waitFor();
      await this.shot('entries-mention', editor);
      await text.press('Enter');
      await text.pressSequentially(this.comment);
      await text.press('Control+Enter');
      await page.locator('.comment-text mark', { hasText: '@admin' }).waitFor();
      await this.admin.page.locator('.rail-count').filter({ hasText: '1' }).waitFor();
    });
  }

  async addButton(number, action, label, target) {
    const { page } = this.editor;
    await this.button(this.editor, 'buttons.add').click();
    await page.getByLabel(this.t('buttons.action', { number }), { exact: true }).selectOption(action);
    await page.getByLabel(this.t('buttons.label', { number }), { exact: true }).fill(label);
    if (target !== null) await page.getByLabel(this.t(`buttons.target.${action}`, { number }), { exact: true }).fill(target);
  }

  async approve() {
    const { admin } = this;
    const { page } = admin;
    await this.step('the administrator comes by the mention and approves', async () => {
      await this.button(admin, 'me.menu').click();
      await this.shot('entries-told', admin);
      await page.getByRole('link', { name: this.comment }).click();
      await page.locator('.comment-text', { hasText: this.comment }).waitFor();
      await until('the mention is seen', async () => (await admin.fetch('/v1/mentions')).mentions.length === 0);
      await page.locator('.pane-title').getByText(this.t('status.review'), { exact: true }).waitFor();
      await this.button(admin, 'entry.approve').click();
      await this.saved(admin, 'published');
      const { status, version, approved_version } = await this.entryOf(admin);
      equal([status, approved_version], ['published', version], 'the entry');
    });
    await this.step('it is published', async () => {
      await this.open(admin, 'publishing');
      const anyway = this.button(admin, 'publish.anyway');
      const submit = this.button(admin, 'publish.submit');
      await this.button(admin, 'publishing.look').click();
      await page.getByRole('heading', { name: this.t('publishing.difference') }).waitFor({ timeout: 60_000 });
      await submit.or(anyway).first().waitFor({ timeout: 60_000 });
      if (await anyway.isVisible()) {
        await page.getByRole('textbox', { name: this.t('publish.reason') }).fill(this.why);
        await anyway.click();
      } else await submit.click();
      await until('nothing to be pending', async () => (await admin.fetch('/v1/publications')).pending_changes === 0, 60_000);
      this.world.browser.forgive(/status of 409.*publications/);
    });
  }

  async visit() {
    const { language } = this;
    await this.step('a visitor sees the picture and the file, and the buttons do what they say', async () => {
      const visitor = new Visitor(await this.world.browser.person({ locale: this.locale }), this.world.server, language);
      await visitor.openShop();
      const reply = await visitor.ask(this.question);
      equal(reply.decision, 'answer', 'decision');
      equal(await visitor.chat.locator('.message.bot .markdown').last().innerHTML(), this.previewed, 'what the visitor sees, beside the preview');
      const image = visitor.log().getByRole('img', { name: 'quay north' });
      await image.waitFor();
      await until('the picture is loaded', () => image.evaluate((element) => element.complete && element.naturalWidth === 1));
      const file = visitor.log().getByRole('link', { name: 'map.pdf' });
      equal(await file.getAttribute('download'), 'map.pdf', 'name of the file');
      const link = visitor.log().getByRole('link', { name: 'example.org' });
      equal([await link.getAttribute('target'), (await link.getAttribute('rel')).includes('noopener')], ['_blank', true], 'the link');
      await this.world.shots.take(`entries-visitor-${language}`, visitor.page);
      await visitor.log().getByRole('button', { name: this.label }).click();
      const answered = await until('the next answer', async () => (await visitor.messages()).filter((event) => event.author === 'bot' && event.decision === 'answer')[1]);
      truth(answered.entry.startsWith('store_hours'), `it asked something else: ${answered.entry}`);
      await visitor.log().getByRole('button', { name: this.t('buttons.person') }).click();
      await until('a person is called', async () => (await visitor.events()).some((event) => ['handoff', 'left-message'].includes(event.type)) || (await visitor.view()).owner !== 'bot');
      await visitor.context.close();
    });
  }

  async together() {
    const { editor, admin } = this;
    await this.step('two at once: both texts are shown, and nothing is lost', async () => {
      for (const one of [editor, admin]) {
        await this.open(one, `knowledge/entry/${this.entry}`);
        await this.part(one, 'answer').waitFor();
      }
      const kept = (await this.entryOf(editor)).answer;
      await this.part(editor, 'answer').fill(this.clearer);
      await this.part(admin, 'answer').fill(this.theirs);
      await this.part(admin, 'tags').fill(this.tag);
      await this.part(admin, 'tags').press('Enter');
      await this.button(admin, 'entry.save').click();
      await this.saved(admin, 'published');
      const conflict = editor.page.locator('.conflict');
      await conflict.waitFor();
      await conflict.getByText(this.t('conflict.taken', { fields: this.t('entry.tags') })).waitFor();
      const answer = conflict.getByRole('region', { name: this.t('entry.answer') });
      await answer.locator('del').or(answer.locator('ins')).first().waitFor();
      await this.button(editor, 'conflict.show').click();
      await this.shot('entries-conflict', editor);
      await answer.getByRole('radio', { name: this.t('conflict.mineColumn') }).check({ force: true });
      await this.button(editor, 'conflict.resolve').click();
      await conflict.waitFor({ state: 'detached' });
      equal(await this.part(editor, 'answer').inputValue(), this.clearer, 'the text kept');
      await editor.page.getByLabel(this.t('entry.reason'), { exact: true }).fill(this.why);
      await editor.page.keyboard.press('Control+Enter');
      await this.saved(editor, 'review');
      const { answer: now, tags, status } = await this.entryOf(editor);
      equal([now, tags, status], [this.clearer, [this.tag], 'review'], 'the entry');
      this.first = kept;
    });
    await this.step('the history shows who changed what and why, and brings the first one back', async () => {
      await this.button(admin, 'history.title').click();
      const dialog = admin.dialog();
      await dialog.getByText(this.why).waitFor();
      await dialog.locator('.diff ins').first().waitFor();
      await this.shot('entries-history', admin);
      await dialog.getByRole('button', { name: this.t('entry.version', { number: 1 }) }).click();
      await dialog.getByRole('button', { name: this.t('history.back', { version: 1 }), exact: true }).click();
      await admin.notice(this.t('history.done', { version: 1 })).waitFor();
      const { answer, version } = await this.entryOf(admin);
      equal([answer, version], [this.first, 5], 'the entry');
      await until('the field follows', async () => (await this.part(admin, 'answer').inputValue()) === this.first);
    });
    await this.step('it is written in another language, and both lead to each other', async () => {
      await until('the status to settle', async () => (await this.entryOf(admin)).status === 'review');
      const other = new Intl.DisplayNames([this.language], { type: 'language' }).of(this.other === 'zh-CN' ? 'zh-Hans' : this.other);
      await this.button(admin, 'translations.write', { language: other }).click();
      await admin.page.getByRole('region', { name: this.t('translations.original') }).getByText(this.question).waitFor();
      await this.part(admin, 'question').fill(this.otherQuestion);
      await this.part(admin, 'answer').fill(this.otherAnswer);
      await this.shot('entries-translating', admin);
      await this.button(admin, 'entry.create').click();
      await this.saved(admin, 'published');
      const linked = admin.page.getByRole('region', { name: this.t('entry.translation') });
      await linked.getByRole('link', { name: this.question }).click();
      await linked.getByRole('link', { name: this.otherQuestion }).waitFor();
    });
  }

  node(path) {
    return this.admin.page.getByRole('treeitem').and(this.admin.page.locator(`[data-path="${path}"]`));
  }

  async many() {
    const { admin } = this;
    const { page } = admin;
    const [top] = this.category.split('/');
    const listed = async (category) => (await admin.fetch(`/v1/entries?category=${encodeURIComponent(category)}&limit=50`)).entries.map((one) => one.question).sort();
    await this.step('what waits for review is found, and a draft is kept from it', async () => {
      await this.open(admin, 'knowledge/new');
      await this.part(admin, 'question').fill(this.second);
      await this.part(admin, 'answer').fill('…');
      await this.part(admin, 'category').fill(top);
      await page.keyboard.press('Control+s');
      await this.saved(admin, 'draft');
      await page.locator('.filters').getByLabel(this.t('entry.status')).selectOption('review');
      await page.locator('.entry-row', { hasText: this.question }).waitFor();
      await page.locator('.entry-row', { hasText: this.second }).waitFor({ state: 'detached' });
      await this.button(admin, 'list.clearFilters').click();
    });
    await this.step('an entry is dragged onto a category, and a category onto another', async () => {
      await this.node(top).click();
      const row = page.locator('.entry-row', { hasText: this.second });
      await row.waitFor();
      await row.dragTo(this.node(this.elsewhere));
      await admin.notice(this.t('bulk.changed', { count: 1 })).waitFor();
      truth((await listed(this.elsewhere)).includes(this.second), 'it is not in the category');
      await this.shot('entries-tree', admin);
      await admin.dismissNotices();
      await this.node(top).dragTo(this.node(this.elsewhere));
      await admin.notice(this.t('bulk.changed', { count: 2 })).waitFor();
      truth((await listed(`${this.elsewhere}/${this.category}`)).includes(this.question), 'what is below did not go along');
      await admin.notice(this.t('bulk.changed', { count: 2 })).getByRole('button', { name: this.t('bulk.undo') }).click();
      await admin.notice(this.t('bulk.undone', { count: 2 })).waitFor();
      truth((await listed(this.category)).includes(this.question), 'undoing did not bring it back');
      await admin.dismissNotices();
    });
    await this.step('the same by keys: the tree renames a category, "m" moves an entry', async () => {
      await this.node(top).focus();
      await page.keyboard.press('m');
      await admin.dialog().getByRole('combobox', { name: this.t('move.to') }).fill(`${top} 2`);
      await page.keyboard.press('Enter');
      await this.node(`${top} 2`).waitFor();
      await admin.dialog().waitFor({ state: 'detached' });
      await admin.dismissNotices();
      await this.open(admin, `knowledge/entry/${this.entry}`);
      await this.part(admin, 'question').waitFor();
      await this.part(admin, 'question').press('Escape');
      await page.keyboard.press('m');
      await admin.dialog().getByRole('combobox', { name: this.t('entry.category') }).fill(this.category);
      await page.keyboard.press('Enter');
      await admin.dialog().waitFor({ state: 'detached' });
      await admin.notice(this.t('bulk.changed', { count: 1 })).waitFor();
      equal((await this.entryOf(admin)).category, this.category, 'category');
      await admin.dismissNotices();
    });
    await this.step('several are found as one types, chosen and changed together, and changed back', async () => {
      await this.open(admin, 'knowledge');
      await this.button(admin, 'knowledge.allCategories').click();
      const search = page.getByRole('searchbox', { name: this.t('knowledge.search') });
      await search.pressSequentially(this.variant.slice(0, 20));
      await until('the search to find it alone', async () => (await page.locator('.entry-row').count()) <= 2 && page.locator('.entry-row', { hasText: this.question }).isVisible());
      await search.fill('');
      await page.locator('.filters').getByLabel(this.t('knowledge.language')).selectOption(this.language);
      const boxes = page.locator('.entry-check input');
      await until('the list', async () => (await boxes.count()) > 3);
      await boxes.nth(0).click();
      await boxes.nth(2).click({ modifiers: ['Shift'] });
      await page.getByText(this.t('bulk.chosen', { count: 3 })).waitFor();
      await this.button(admin, 'bulk.change').click();
      await admin.dialog().getByLabel(this.t('bulk.addTags')).fill(`${this.tag}-2`);
      await admin.dialog().getByLabel(this.t('bulk.addTags')).press('Enter');
      await this.shot('entries-bulk', admin);
      await admin.dialog().getByRole('button', { name: this.t('bulk.apply', { count: 3 }) }).click();
      const told = admin.notice(this.t('bulk.changed', { count: 3 }));
      await told.waitFor();
      const tagged = async () => (await admin.fetch(`/v1/entries?tag=${encodeURIComponent(`${this.tag}-2`)}`)).total;
      equal(await tagged(), 3, 'entries with the tag');
      await told.getByRole('button', { name: this.t('bulk.undo') }).click();
      await admin.notice(this.t('bulk.undone', { count: 3 })).waitFor();
      equal(await tagged(), 0, 'entries with the tag after undoing');
    });
    await this.step('the audit log tells of it', async () => {
      await this.open(admin, 'audit');
      await page.getByRole('row').filter({ hasText: this.t('act.entry.bulk-undo') }).first().waitFor();
      await page.getByRole('row').filter({ hasText: this.t('act.staff.rights') }).first().waitFor();
      await this.shot('entries-audit', admin);
    });
  }

  async tell() {
    await this.people();
    await this.write();
    await this.approve();
    await this.visit();
    await this.together();
    await this.many();
    for (const one of [this.editor, this.admin]) await one.context.close();
  }
}

export async function entries(world) {
  for (const language of Object.keys(tellings)) await new Telling(world, language).tell();
}
