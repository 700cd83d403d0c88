// Every text that a visitor or somebody of the staff may write, with an element in it that no page may make of it: one
// server full of them, by its API.  What the fields are comes from the server's own description, so that a new one is
// planted too, or said here why not.

/** An element that is made of a planted text has this class. */
export const SIGN = 'planted';

/** Texts that aren't kept, that only choose something that there is, or that have a form in which no element fits. */
const NOT_PLANTED = new Set([
  'POST /v1/answer-preview answer', 'POST /v1/rules/effect *', 'POST /v1/rules/test *', 'POST /v1/try *', 'POST /v1/try/teach *',
  'POST /v1/conversations group', 'POST /v1/conversations/{id}/handoff group', 'POST /v1/conversations/{id}/transfer group', 'PUT /v1/me/desk group',
  'POST /v1/conversations/{id}/messages choice', 'POST /v1/conversations/{id}/messages entry', 'POST /v1/conversations/{id}/messages files',
  'POST /v1/api-tokens scopes', 'POST /v1/roles may', 'PUT /v1/roles/{id} *', 'POST /v1/rules/order *', 'PUT /v1/staff/{id}/rights *',
  'POST /v1/judgements entry', 'POST /v1/judgements should_be', 'POST /v1/golden entry', 'PUT /v1/golden/{id} entry', 'POST /v1/unmatched/{id}/add entry',
  'POST /v1/suggestions/{id}/accept *', 'POST /v1/clusters/{id}/add *', 'POST /v1/clusters/{id}/move *', 'POST /v1/clusters/{id}/entry questions', 'POST /v1/clusters/{id}/ignore questions',
  'PUT /v1/categories/names category', 'POST /v1/tickets category', 'POST /v1/tickets agent', 'POST /v1/tickets group', 'PUT /v1/tickets/{id} category', 'PUT /v1/tickets/{id} agent',
  'PUT /v1/tickets/{id} group', 'PUT /v1/groups/{id} members', 'PUT /v1/groups/{id} hours', 'PUT /v1/groups/{id}/leaders leaders',
  'POST /v1/entries sites', 'POST /v1/entries translation', 'PUT /v1/entries/{id} sites', 'PUT /v1/entries/{id} translation', 'POST /v1/entries/bulk *',
  'POST /v1/conversations/{id}/left-message contact', 'POST /v1/conversations/{id}/mail email', 'POST /v1/tickets contact', 'PUT /v1/tickets/{id} contact',
  'PUT /v1/me/alerts email', 'PUT /v1/staff/{id}/email email', 'PUT /v1/sign-in-policy addresses', 'PUT /v1/staff/{id} addresses',
  'PUT /v1/sending desk_address', 'PUT /v1/sending mail_server', 'PUT /v1/sending mail_sender', 'PUT /v1/sending webhook_url',
  'PUT /v1/me/alerts current', 'PUT /v1/me/password *', 'POST /v1/me/recovery-codes code', 'POST /v1/me/second-factor password', 'PUT /v1/me/second-factor code',
  'POST /v1/canned shortcut', 'PUT /v1/canned/{id} shortcut', 'POST /v1/staff name', 'PUT /v1/staff/{id} languages', 'POST /v1/session/forgotten name', 'PUT /v1/sending mail_password', 'POST /v1/session *', 'POST /v1/session/link code', 'POST /v1/staff password', 'PUT /v1/staff/{id} password',
]);

/** The texts and what holds texts in a body's description. */
function textsOf(schema) {
  const isFree = (one) => [one?.type].flat().includes('string') && !one.enum && !one.pattern && !/BCP 47/.test(one.description ?? '');
  return Object.entries(schema.properties)
    .filter(([, one]) => isFree(one) || one.type === 'object' || (one.type === 'array' && (isFree(one.items) || one.items.type === 'object')))
    .map(([name]) => name);
}

export class Person {
  constructor(server, headers = {}) {
    this.server = server;
    this.headers = headers;
  }

  /** Asks, and must get what is asked for. */
  async ask(method, path, body) {
    const isRaw = body instanceof Buffer;
    const type = isRaw ? {} : { 'Content-Type': 'application/json' };
    const answer = await fetch(this.server.address + path, {
      method, headers: { ...this.headers, ...type }, ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 300)}`);
    this.cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? this.cookie;
    return text ? JSON.parse(text) : null;
  }

  async signIn(path, body) {
    const { csrf, me } = await this.ask('POST', path, body);
    this.headers = { Cookie: this.cookie, 'X-CSRF-Token': csrf };
    return me;
  }
}

export class Planter {
  /** "METHOD path field" of each number. */
  fields = [];

  /** A text for a field, which tells by its number where it came from. */
  text(field, length = 200) {
    this.fields.push(field);
    const mark = `planted${this.fields.length}z`;
    const whole = `${mark} "'><img src=x class=${SIGN} onerror=${SIGN}()>`;
    return whole.length <= length ? whole : `${mark}<b/class=${SIGN}>`;
  }

  /** A body with a planted text in each of its fields named here, beside what else it says. */
  body(route, fields, more = {}) {
    const texts = Object.entries(fields).map(([name, most]) => [name, this.text(`${route} ${name}`, most)]);
    return { ...Object.fromEntries(texts), ...more };
  }

  /** The numbers in what a page shows, as fields. */
  shownIn(text) {
    return [...text.matchAll(/planted(\d+)z/g)].map((match) => this.fields[match[1] - 1]);
  }

  /** Fields of the server's description that nobody has planted. */
  forgotten(description) {
    const known = (name) => [...NOT_PLANTED].some((one) => one === name || (one.endsWith(' *') && name.startsWith(one.slice(0, -1)))) ||
      this.fields.some((one) => one === name || one.startsWith(`${name}.`));
    return Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { requestBody, parameters = [] }]) => {
        const schema = requestBody?.content?.['application/json']?.schema;
        const asked = parameters.filter((one) => one.in === 'query' && method === 'post').map((one) => [one.name, one.schema]);
        return [...(schema ? textsOf(schema) : []), ...textsOf({ properties: Object.fromEntries(asked) })].map((name) => `${method.toUpperCase()} ${path} ${name}`);
      })).filter((name) => !known(name));
  }
}
