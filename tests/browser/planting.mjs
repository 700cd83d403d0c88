// Plants a whole server: see planted.mjs.  Who keeps it, what it says, its visitors' conversations, what colleagues write.
import { createHmac } from 'node:crypto';
import { PASSWORD } from './agent.mjs';
import { Person, Planter } from './planted.mjs';
import { until } from './wait.mjs';

const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==', 'base64');
const NOTE = Buffer.from('A plain note.\n');

let keys = 0;
const key = () => `planted-key-${String((keys += 1)).padStart(8, '0')}`;
const named = (path, name) => `${path}?${new URLSearchParams({ name })}`;

/** Signed in once more, from a device that says of itself what it likes. */
async function devices({ server }, plant) {
  const other = new Person(server, { 'User-Agent': plant.text('POST /v1/session User-Agent', 40) });
  await other.signIn('/v1/session', { name: 'admin', password: PASSWORD });
}

async function people(world, plant) {
  const admin = new Person(world.server);
  const mei = new Person(world.server);
  await until('the link', () => world.server.output.includes('#link='));
  await admin.signIn('/v1/session/link', { token: world.server.link.split('#link=')[1] });
  await admin.ask('PUT', '/v1/me/password', { password: PASSWORD });
  await admin.ask('PUT', '/v1/me', plant.body('PUT /v1/me', { display_name: 60 }));
  const staff = await admin.ask('POST', '/v1/staff', plant.body('POST /v1/staff', { display_name: 60 }, { name: 'mei', role: 'agent', password: PASSWORD, capacity: 50 }));
  await admin.ask('PUT', `/v1/staff/${staff.id}`, plant.body('PUT /v1/staff/{id}', { display_name: 60, skills: 40, regions: 40 }));
  await mei.signIn('/v1/session', { name: 'mei', password: PASSWORD });
  const group = await admin.ask('POST', '/v1/groups', plant.body('POST /v1/groups', { name: 80 }));
  await admin.ask('PUT', `/v1/groups/${group.id}`, { ...plant.body('PUT /v1/groups/{id}', { name: 80 }), members: [staff.id] });
  await admin.ask('POST', '/v1/roles', plant.body('POST /v1/roles', { name: 60 }, { may: ['conversations'] }));
  await admin.ask('POST', '/v1/api-tokens', plant.body('POST /v1/api-tokens', { name: 80 }, { scopes: ['read'] }));
  await admin.ask('PUT', '/v1/sending', plant.body('PUT /v1/sending', { mail_name: 80, mail_user: 200 }));
  await admin.ask('POST', '/v1/topics', plant.body('POST /v1/topics', { name: 80 }));
  const [topic] = (await admin.ask('GET', '/v1/topics')).topics;
  await admin.ask('PUT', `/v1/topics/${topic.id}`, plant.body('PUT /v1/topics/{id}', { name: 80 }));
  Object.assign(world, { admin, mei, group });
}

/** The site's words in the chat, for everybody and for a group, its form, and an older version of them. */
async function site(world, plant) {
  const { admin, group } = world;
  const route = 'PUT /v1/sites/{site}/settings';
  const words = (name) => plant.text(`${route} settings.${name}`);
  const { settings, defaults } = await admin.ask('GET', '/v1/sites/default/settings');
  const names = Object.keys(defaults.texts.en);
  const all = (prefix = '') => ({ en: Object.fromEntries(names.map((name) => [name, words(`${prefix}${name}`)])) });
  const form = { when: 'before-chat', fields: [
    { name: 'who', kind: 'text', label: { en: words('label') } },
    { name: 'what', kind: 'choice', label: { en: words('label') }, options: [words('option'), 'Other'] },
  ] };
  const group_texts = [{ group: group.id, texts: all('group_texts.') }];
  const changed = { ...settings, display_name: plant.text(`${route} settings.display_name`, 60), form, texts: all(), group_texts };
  await admin.ask('PUT', '/v1/sites/default/settings', plant.body(route, { reason: 200 }, { version: 0, settings: changed }));
  await admin.ask('POST', '/v1/sites/default/restore', plant.body('POST /v1/sites/{site}/restore', { reason: 200 }, { version: 1, restore: 1 }));
  world.texts = names;
}

/** An entry with everything that one has, an older version, a comment; words, rules, golden questions, a publication. */
async function knowledge(world, plant) {
  const { admin } = world;
  const upload = await admin.ask('POST', '/v1/files', NOTE);
  const content = (route) => plant.body(route, { external_id: 100, question: 200, answer: 400, category: 60 }, {
    variants: [plant.text(`${route} variants`)], tags: [plant.text(`${route} tags`, 40)], language: 'en',
    buttons: [{ action: 'ask', label: plant.text(`${route} buttons`, 60), target: plant.text(`${route} buttons`) },
      { action: 'link', label: plant.text(`${route} buttons`, 60), target: 'https://shop.example/' }],
    files: [{ file: upload.file, name: plant.text(`${route} files`, 60) }],
  });
  const entry = await admin.ask('POST', '/v1/entries', content('POST /v1/entries'));
  const changed = content('PUT /v1/entries/{id}');
  await admin.ask('PUT', `/v1/entries/${entry.id}`, { ...changed, ...plant.body('PUT /v1/entries/{id}', { reason: 200 }), version: 1 });
  await admin.ask('POST', `/v1/entries/${entry.id}/rollback`, plant.body('POST /v1/entries/{id}/rollback', { reason: 200 }, { version: 2, to: 1 }));
  await admin.ask('PUT', `/v1/entries/${entry.id}`, { ...changed, version: 3 });
  await admin.ask('POST', `/v1/entries/${entry.id}/comments`, { text: `${plant.text('POST /v1/entries/{id}/comments text')} @admin` });
  await admin.ask('PUT', '/v1/categories/names', plant.body('PUT /v1/categories/names', { name: 80 }, { language: 'en', category: changed.category }));
  await admin.ask('POST', '/v1/golden', plant.body('POST /v1/golden', { text: 200 }, { expect: 'answer', entry: changed.external_id }));
  const { golden: [golden] } = await admin.ask('GET', '/v1/golden');
  await admin.ask('PUT', `/v1/golden/${golden.id}`, plant.body('PUT /v1/golden/{id}', { text: 200 }, { expect: 'answer', entry: changed.external_id }));
  await admin.ask('POST', '/v1/judgements', plant.body('POST /v1/judgements', { text: 200 }, { entry: changed.external_id, verdict: 'right' }));
  Object.assign(world, { entry, changed });
}

async function words({ admin }, plant) {
  for (const kind of ['synonyms', 'stop-words']) {
    const some = (route) => ({ words: kind === 'synonyms' ? [plant.text(`${route} words`, 40), plant.text(`${route} words`, 40)] : [plant.text(`${route} words`, 40)] });
    await admin.ask('POST', `/v1/${kind}`, some(`POST /v1/${kind}`));
    const { groups } = await admin.ask('GET', `/v1/${kind}`);
    await admin.ask('PUT', `/v1/${kind}/${groups[0].id}`, { ...some(`PUT /v1/${kind}/{id}`), version: groups[0].version });
  }
  const rule = (route, word) => {
    const text = (part, most = 80) => plant.text(`${route} ${part}`, most);
    return {
      ...plant.body(route, { name: 100 }), kind: 'words', words: { any: [word, text('words', 60)] }, conditions: { pages: ['*', text('conditions', 60)], tags: [] },
      actions: { tags: [text('actions', 40)], menu: { text: text('actions'), choices: [{ text: text('actions', 60), say: text('actions') }] } },
    };
  };
  const made = await admin.ask('POST', '/v1/rules', rule('POST /v1/rules', 'menuplease'));
  await admin.ask('PUT', `/v1/rules/${made.id}`, { ...rule('PUT /v1/rules/{id}', 'menuplease'), version: 1 });
  const pattern = plant.text('POST /v1/rules pattern', 200).replace(/[()]/g, '');
  await admin.ask('POST', '/v1/rules', { name: 'of a pattern', kind: 'pattern', pattern, actions: { form: { fields: [
    { name: 'order', kind: 'order', prompt: plant.text('POST /v1/rules actions', 80) }] }, say: { text: plant.text('POST /v1/rules actions', 80) } } });
  plant.fields.push('PUT /v1/rules/{id} pattern');
}

async function publications({ admin }, plant) {
  await admin.ask('POST', '/v1/publications', plant.body('POST /v1/publications', { reason: 200 }));
  const before = (await admin.ask('GET', '/v1/publications')).live;
  await admin.ask('POST', '/v1/entries', { question: plant.text('POST /v1/entries question'), answer: 'Soon.', language: 'en' });
  await admin.ask('POST', '/v1/publications', { reason: 'again' });
  await admin.ask('POST', `/v1/publications/${before}/rollback`, plant.body('POST /v1/publications/{number}/rollback', { reason: 200 }));
  await admin.ask('POST', '/v1/publication-plan', plant.body('POST /v1/publication-plan', { reason: 200 }, { at: Date.now() + 86_400_000 }));
}

/** A file's name in the history of imports, and two entries that claim the same words. */
async function exchanged({ admin }, plant) {
  const rows = { id: 'imported', question: 'What was imported?', answer: 'This.' };
  await admin.ask('POST', named('/v1/imports', plant.text('POST /v1/imports name')), Buffer.from(`${JSON.stringify(rows)}\n`));
  const variants = [plant.text('POST /v1/entries variants')];
  for (const answer of ['One.', 'Two.'])
    await admin.ask('POST', '/v1/entries', { question: plant.text('POST /v1/entries question'), answer, variants, language: 'en' });
}

/** A member of the site, as its own pages say who it is. */
async function member({ admin }, plant) {
  const { secret } = await admin.ask('POST', '/v1/sites/default/member-secrets', {});
  const name = plant.text('POST /v1/sites/{site}/member member', 100);
  const expires = Math.floor(Date.now() / 1000) + 3600;
  const signature = createHmac('sha256', secret).update(`${name}.${expires}`).digest('hex');
  return (await admin.ask('POST', '/v1/sites/default/member', { member: name, expires, signature })).session;
}

/** A visitor who writes wherever visitors may. */
async function visitor(world, plant, more = { form: { who: plant.text('POST /v1/conversations form', 100) } }) {
  const route = 'POST /v1/conversations';
  const person = new Person(world.server);
  const text = (field, most) => plant.text(`${route} ${field}`, most);
  const { id, token } = await person.ask('POST', '/v1/conversations', {
    language: 'en', page: `https://shop.example/?${text('page')}`, referrer: `javascript:planted()//${text('referrer')}`, tags: [text('tags', 40)],
    attributes: { order: text('attributes', 100), [text('attributes', 40)]: 'x' }, ...more,
  });
  person.headers = { Authorization: `Bearer ${token}` };
  const path = (rest = '') => `/v1/conversations/${id}${rest}`;
  const say = (said, more = {}) => person.ask('POST', path('/messages'), { text: said, key: key(), ...more });
  return { person, id, token, path, say };
}

async function talks(world, plant) {
  const { admin, mei, group } = world;
  const one = await visitor(world, plant, { member_session: await member(world, plant) });
  await one.say(plant.text('POST /v1/conversations/{id}/messages text'));
  await one.say(`javascript:${plant.text('POST /v1/conversations/{id}/messages text')} [x](javascript:planted()) <https://a.example/"onmouseover=planted()>`);
  const sent = [];
  for (const [bytes, ending] of [[NOTE, 'txt'], [PICTURE, 'png']])
    sent.push((await one.person.ask('POST', named(one.path('/files'), `${plant.text('POST /v1/conversations/{id}/files name', 60)}.${ending}`.replace(/\//g, '')), bytes)).id);
  await one.say('look', { files: sent });
  await one.person.ask('POST', one.path('/handoff'), { group: group.id });
  await mei.ask('POST', one.path('/accept'), {});
  for (const [what, who] of [['messages', mei], ['note', mei], ['whisper', admin]])
    await who.ask('POST', one.path(`/${what}`), { ...plant.body(`POST /v1/conversations/{id}/${what}`, { text: 200 }), key: key() });
  await mei.ask('POST', one.path('/invite'), plant.body('POST /v1/conversations/{id}/invite', { note: 200 }, { agent: (await admin.ask('GET', '/v1/session')).me.id }));
  await mei.ask('PUT', one.path('/drafts'), plant.body('PUT /v1/conversations/{id}/drafts', { text: 200 }, { kind: 'reply' }));
  await mei.ask('PUT', one.path('/wrap-up'), plant.body('PUT /v1/conversations/{id}/wrap-up', { summary: 200 }, { tags: [plant.text('PUT /v1/conversations/{id}/wrap-up tags', 40)] }));
  world.one = one;
}

/** Conversations that are passed on, blocked, rated, left with a message. */
async function ends(world, plant) {
  const { admin, mei, group } = world;
  const [passed, blocked, rated, left, waiting] = await Promise.all([1, 2, 3, 4, 5].map(() => visitor(world, plant)));
  for (const talk of [passed, blocked, rated]) {
    await talk.person.ask('POST', talk.path('/handoff'), { group: group.id });
    await mei.ask('POST', talk.path('/accept'), {});
  }
  await mei.ask('POST', passed.path('/transfer'), plant.body('POST /v1/conversations/{id}/transfer', { note: 200 }, { agent: (await admin.ask('GET', '/v1/session')).me.id }));
  await mei.ask('POST', blocked.path('/block'), plant.body('POST /v1/conversations/{id}/block', { reason: 200 }, { hours: 1 }));
  await mei.ask('POST', rated.path('/close'), {});
  await rated.person.ask('POST', rated.path('/rating'), plant.body('POST /v1/conversations/{id}/rating', { comment: 200 }, { rating: 'poor' }));
  const late = await visitor(world, plant, {});
  await late.person.ask('POST', late.path('/form'), { values: { who: plant.text('POST /v1/conversations/{id}/form values', 100) } });
  await left.person.ask('POST', left.path('/left-message'), plant.body('POST /v1/conversations/{id}/left-message', { text: 200, category: 60 }, { reply_by: 'site' }));
  await waiting.person.ask('POST', waiting.path('/handoff'), { group: group.id });
  await waiting.say(plant.text('POST /v1/conversations/{id}/messages text'));
  Object.assign(world, { passed, rated, late });
}

/** What the workbench makes of questions that nobody has answered. */
async function workbench(world, plant) {
  const { admin, mei, group } = world;
  const question = 'Will you repair the broken pendulum of my grandfather clock before Christmas evening?';
  await (await visitor(world, plant)).say(`${question} ${plant.text('POST /v1/conversations/{id}/messages text', 40)}`);
  const asked = await visitor(world, plant);
  await asked.say(`Can I bring my parrot into the shop on Sundays please? ${plant.text('POST /v1/conversations/{id}/messages text', 40)}`);
  await asked.person.ask('POST', asked.path('/handoff'), { group: group.id });
  await mei.ask('POST', asked.path('/accept'), {});
  await mei.ask('POST', asked.path('/messages'), { text: `Yes, parrots are welcome on Sundays in all our shops. ${plant.text('POST /v1/conversations/{id}/messages text')}`, key: key() });
  await mei.ask('POST', asked.path('/close'), {});
  await until('a suggestion', async () => (await admin.ask('GET', '/v1/suggestions')).suggestions.length > 0);
  const find = async (word) => (await admin.ask('GET', '/v1/clusters')).clusters.find(({ title }) => title.includes(word));
  await until('questions on the workbench', async () => (await find('pendulum')) && (await find('javascript')) && (await find('look')));
  world.cluster = await find('pendulum');
  await admin.ask('POST', `/v1/clusters/${world.cluster.id}/ignore`, plant.body('POST /v1/clusters/{id}/ignore', { reason: 200 }));
  await admin.ask('POST', `/v1/clusters/${(await find('look')).id}/entry`, plant.body('POST /v1/clusters/{id}/entry', { question: 200, answer: 200, category: 60 }, { language: 'en' }));
}

async function tools(world, plant) {
  const { mei, one, group } = world;
  await mei.ask('POST', '/v1/canned', plant.body('POST /v1/canned', { title: 100, text: 200 }, { scope: 'personal', shortcut: 'hi' }));
  const { canned: [phrase] } = await mei.ask('GET', '/v1/canned');
  await mei.ask('PUT', `/v1/canned/${phrase.id}`, plant.body('PUT /v1/canned/{id}', { title: 100, text: 200 }, { shortcut: 'hi', version: phrase.version }));
  for (const room of ['all', `group.${group.id}`])
    await mei.ask('POST', `/v1/rooms/${room}/messages`, plant.body('POST /v1/rooms/{room}/messages', { text: 200 }, { key: key() }));
  await mei.ask('POST', named('/v1/rooms/all/files', `${plant.text('POST /v1/rooms/{room}/files name', 60)}.txt`.replace(/\//g, '')) + `&key=${key()}`, NOTE);
  const { ticket } = await mei.ask('POST', '/v1/tickets', plant.body('POST /v1/tickets', { title: 150, detail: 200 }, { conversation: one.id, priority: 'high', key: key() }));
  world.ticket = ticket;
  await mei.ask('POST', `/v1/tickets/${ticket.id}/comments`, plant.body('POST /v1/tickets/{id}/comments', { text: 200 }, { to_customer: true, key: key() }));
  const now = await mei.ask('PUT', `/v1/tickets/${ticket.id}`, plant.body('PUT /v1/tickets/{id}', { title: 150, detail: 200 }, { revision: ticket.revision }));
  await mei.ask('PUT', `/v1/tickets/${ticket.id}`, { ...plant.body('PUT /v1/tickets/{id}', { solution: 200 }), revision: now.ticket.revision, state: 'solved' });
}

export async function plantAll(server) {
  const plant = new Planter();
  const world = { server, plant };
  for (const part of [people, devices, site, knowledge, words, publications, talks, ends, workbench, tools, exchanged]) await part(world, plant);
  return world;
}
