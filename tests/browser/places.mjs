// Where the desk shows what was planted (planting.mjs): place by place what must be seen before it is looked at, and what is
// pressed there first.

/** The heading of each screen of http/web/desk/screens.ts: what is looked at is drawn, and not the screen before it. */
const HEADINGS = {
  inbox: 'Inbox', knowledge: 'Knowledge', rules: 'Rules', words: 'Synonyms and stop words', unmatched: 'Unanswered questions', suggestions: 'Suggested entries',
  console: 'Test console', golden: 'Golden questions', whatif: 'What if', health: 'Health of the base', publishing: 'Publishing', exchange: 'Import and export',
  messages: 'Left messages', tickets: 'Tickets', search: 'Search conversations', canned: 'Ready-made replies', topics: 'Topics', blocks: 'Blocked visitors',
  colleagues: 'Colleagues', team: 'Team', staff: 'Staff', sites: 'Sites', roles: 'Roles', signin: 'Sign-in', sending: 'Mail and alerts', ticketrules: 'Tickets',
  audit: 'Audit log',
};

/** A ticket stands below its own title. */
export const headingOf = (place) => (place.startsWith('tickets/id/') ? /planted/ : HEADINGS[screenOf(place)]);

/** The screen of a place. */
export const screenOf = (place) => place.split(/[/?]/)[0];

const asks = (label, text, button) => async (page) => {
  await page.getByLabel(label, { exact: true }).fill(text);
  await page.getByRole('button', { name: button, exact: true }).click();
};

export const site = (...names) => names.map((name) => `/v1/sites/{site}/settings settings.${name}`);
export const talk = (...names) => names.map((name) => `/v1/conversations/{id}/${name}`);

/** What an agent sees. */
export const agentsPlaces = ({ one, group }) => [
  [`inbox/mine/${one.id}`, [...talk('messages text', 'files name', 'note text', 'drafts text', 'wrap-up tags', 'wrap-up summary'), ...site('welcome'), '/v1/me display_name',
    '/v1/staff display_name', '/v1/tickets title', '/v1/tickets solution', '/v1/tickets/{id}/comments text', '/v1/sites/{site}/member member',
    ...['page', 'referrer', 'tags', 'attributes'].map((name) => `/v1/conversations ${name}`)]],
  ['canned', ['/v1/canned title', '/v1/canned text']],
  [`colleagues/group.${group.id}`, ['/v1/groups name', '/v1/rooms/{room}/messages text']],
];

/** What an administrator sees, place by place: what must be shown before a place is looked at, and what is pressed there first. */
export const adminsPlaces = ({ one, passed, rated, late, entry, ticket, cluster, changed, group, texts }) => [
  [`inbox/all/${one.id}`, talk('whisper text', 'invite note')],
  [`inbox/mine/${passed.id}`, talk('transfer note')],
  [`inbox/all/${late.id}`, ['/v1/conversations/{id}/form values', ...site('label')]],
  [`inbox/closed/${rated.id}`, ['/v1/conversations form', ...talk('rating comment')]],
  ['inbox/queue', talk('messages text')],
  ['knowledge', ['/v1/categories/names name', '/v1/entries question', '/v1/clusters/{id}/entry question', '/v1/clusters/{id}/entry category']],
  [`knowledge/entry/${entry.id}`, ['answer', 'variants', 'tags', 'buttons', 'files', 'external_id', 'category'].map((name) => `/v1/entries ${name}`)],
  [`knowledge/entry/${entry.id}`, ['/v1/entries reason', '/v1/entries/{id}/rollback reason'], (page) => page.getByRole('button', { name: 'History', exact: true }).click()],
  [`knowledge/entry/${entry.id}?comments`, ['/v1/entries/{id}/comments text']],
  ['rules', ['/v1/rules name', '/v1/rules words', '/v1/rules pattern']],
  ['rules', ['/v1/rules actions', '/v1/rules conditions'], (page) => page.locator('.rule-open').filter({ hasText: 'menuplease' }).click()],
  ['words', ['/v1/synonyms words', '/v1/stop-words words']],
  ['unmatched/open', ['/v1/conversations/{id}/messages text']],
  [`unmatched/ignored/${cluster.id}`, ['/v1/clusters/{id}/ignore reason']],
  ['suggestions', [], (page) => page.getByText('my parrot').first().waitFor()], // numbers are masked there, marks too
  ['console', ['/v1/entries question'], asks('Try a question', changed.question, 'Ask')],
  ['whatif', [], async (page) => {
    await page.getByRole('button', { name: 'Find out', exact: true }).click();
    await page.getByRole('region', { name: 'What if' }).waitFor();
  }],
  ['search', talk('messages text'), async (page) => {
    await page.getByLabel('Words, a name, a tag').fill('pendulum');
    await page.locator('.search-result').first().waitFor();
  }],
  ['golden', ['/v1/golden text']],
  ['health', ['/v1/entries question', '/v1/entries variants']],
  ['publishing', ['/v1/me display_name']],
  ['exchange', ['/v1/imports name']],
  ['messages/open', talk('left-message text', 'left-message category')],
  ['tickets/all', ['/v1/tickets title']],
  [`tickets/id/${ticket.id}`, ['/v1/tickets title', '/v1/tickets detail', '/v1/tickets solution', '/v1/tickets/{id}/comments text']],
  ['topics', ['/v1/topics name']],
  ['blocks', talk('block reason')],
  ['team', ['/v1/groups name', '/v1/staff display_name']],
  ['staff', ['/v1/staff display_name']],
  ['sites/default', [...site('display_name', 'label', 'option', ...texts), '/v1/sites/{site}/settings reason', '/v1/sites/{site}/restore reason']],
  ['sites/default', site(...texts.map((name) => `group_texts.${name}`)), (page) => page.getByLabel('Said to').selectOption(group.id)],
  ['roles', ['/v1/roles name']],
  ['signin', []],
  ['sending', ['/v1/sending mail_name', '/v1/sending mail_user']],
  ['ticketrules', []],
  ['audit', ['/v1/staff skills', '/v1/staff regions']],
  ['colleagues/all', ['/v1/rooms/{room}/messages text', '/v1/rooms/{room}/files name']],
  ['colleagues/all', ['/v1/session User-Agent'], async (page) => {
    await page.getByRole('button', { name: 'Your account and settings' }).click();
    await page.getByRole('button', { name: 'Sign-in and security' }).click();
  }],
];
