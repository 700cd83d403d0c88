// The weekend server: visitors ask, a bot answers, everything is stored and told to whoever listens.
//
//	node server.mjs learn BASE MODEL                     learns base.jsonl, writes the model
//	node server.mjs serve PORT DATABASE MODEL [WORKERS]
//
// Written as a good programmer would with what npm offers (node-nlp, better-sqlite3, ws), in the fastest way that
// stays simple: the model is learned beforehand, statements are prepared once, a question and its answer are one
// transaction.  It promises what Foyer promises of storing: answered means synced to the disk (synchronous=FULL).
// WORKERS processes share the port by node:cluster; a listener hears only of its own worker then.  Each says
// "listening" when it is ready.

import cluster from 'node:cluster';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { NlpManager } = require('node-nlp');
const MOST_BYTES = 65536;
const MOST_CHARACTERS = 4000;
const SORRY = 'Sorry, I did not understand that.';

function manager() {
  const options = { languages: ['en'], forceNER: false, autoSave: false, autoLoad: false, calculateSentiment: false };
  return new NlpManager({ ...options, nlu: { log: false } });
}

async function learn(base, model) {
  const bot = manager();
  for (const line of readFileSync(base, 'utf8').split('\n').filter((one) => one.trim() !== '')) {
    const entry = JSON.parse(line);
    for (const wording of [entry.question, ...(entry.variants ?? [])]) bot.addDocument('en', wording, entry.id);
    bot.addAnswer('en', entry.id, entry.answer);
  }
  await bot.train();
  writeFileSync(model, bot.export(false));
}

function openStore(path) {
  const Database = require('better-sqlite3');
  const db = new Database(path, { timeout: 10000 });
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(`
    CREATE TABLE IF NOT EXISTS conversation (id TEXT PRIMARY KEY, token TEXT NOT NULL, created_at INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS message (number INTEGER PRIMARY KEY, conversation TEXT NOT NULL REFERENCES conversation,
      author TEXT NOT NULL, text TEXT NOT NULL, key TEXT, created_at INTEGER NOT NULL, UNIQUE (conversation, key));
    CREATE INDEX IF NOT EXISTS message_of ON message (conversation, number);`);
  const begin = db.prepare('INSERT INTO conversation VALUES (?, ?, ?)');
  const find = db.prepare('SELECT token FROM conversation WHERE id = ?');
  const again = db.prepare(`SELECT * FROM message WHERE conversation = @id AND number >=
    (SELECT number FROM message WHERE conversation = @id AND key = @key) ORDER BY number LIMIT 2`);
  const add = db.prepare('INSERT INTO message (conversation, author, text, key, created_at) VALUES (?, ?, ?, ?, ?)');
  const addRow = (conversation, author, text, key) => {
    const row = { conversation, author, text, key, created_at: Date.now() };
    return { number: add.run(conversation, author, text, key, row.created_at).lastInsertRowid, ...row };
  };
  return {
    begin: (id, token) => begin.run(id, token, Date.now()),
    token: (id) => find.get(id)?.token,
    again: (id, key) => (key === null ? [] : again.all({ id, key })),
    exchange: db.transaction((id, text, key, answer) => [
      addRow(id, 'visitor', text, key),
      addRow(id, 'bot', answer, null),
    ]).immediate,
  };
}

function send(response, status, body) {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}

async function readJson(request) {
  const parts = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    if (length > MOST_BYTES) throw new Error('too large');
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}

function serve(port, database, model) {
  const { WebSocketServer } = require('ws');
  const bot = manager();
  bot.import(readFileSync(model, 'utf8'));
  const store = openStore(database);
  const listeners = new Map();

  async function ask(id, request, response) {
    const { text, key = null } = await readJson(request);
    if (typeof text !== 'string' || text.trim() === '' || text.length > MOST_CHARACTERS) {
      return send(response, 400, { error: 'text' });
    }
    const known = store.again(id, key);
    if (known.length > 0) return send(response, 201, { events: known });
    const { answer } = await bot.process('en', text);
    const events = store.exchange(id, text, key, answer ?? SORRY);
    const told = JSON.stringify({ type: 'events', conversation: id, events });
    for (const socket of listeners.get(id) ?? []) socket.send(told);
    return send(response, 201, { events });
  }

  function begin(response) {
    const conversation = { id: randomUUID(), token: randomUUID() };
    store.begin(conversation.id, conversation.token);
    send(response, 201, conversation);
  }

  async function handle(request, response) {
    if (request.method !== 'POST') return send(response, 404, { error: 'not found' });
    if (request.url === '/v1/conversations') return begin(response);
    const id = /^\/v1\/conversations\/([^/]+)\/messages$/.exec(request.url)?.[1];
    const token = id && store.token(id);
    if (!token) return send(response, 404, { error: 'not found' });
    if (request.headers.authorization !== `Bearer ${token}`) return send(response, 403, { error: 'token' });
    return ask(id, request, response);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error) => send(response, 400, { error: error.message }));
  });
  server.keepAliveTimeout = 75000;
  new WebSocketServer({ server, path: '/v1/stream' }).on('connection', (socket, request) => {
    const query = new URL(request.url, 'http://localhost').searchParams;
    const id = query.get('conversation');
    if (!id || store.token(id) !== query.get('token')) return socket.close(1008);
    if (!listeners.has(id)) listeners.set(id, new Set());
    listeners.get(id).add(socket);
    return socket.on('close', () => {
      listeners.get(id).delete(socket);
      if (listeners.get(id).size === 0) listeners.delete(id);
    });
  });
  server.listen(port, '127.0.0.1', () => console.log('listening'));
}

function lead(workers) {
  for (let i = 0; i < workers; i += 1) cluster.fork();
  process.on('SIGTERM', () => {
    for (const worker of Object.values(cluster.workers)) worker.process.kill('SIGKILL');
    process.exit(0);
  });
}

const [what, ...rest] = process.argv.slice(2);
const workers = what === 'serve' ? Number(rest[3] ?? 1) : 1;
if (what === 'learn') await learn(rest[0], rest[1]);
else if (what === 'serve' && workers > 1 && cluster.isPrimary) lead(workers);
else if (what === 'serve') serve(Number(rest[0]), rest[1], rest[2]);
else {
  console.error('usage: node server.mjs learn BASE MODEL | serve PORT DATABASE MODEL [WORKERS]');
  process.exit(2);
}
