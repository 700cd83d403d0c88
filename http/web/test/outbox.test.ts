// The promise of the outbox: a message is never lost, never sent as two, and never overtakes another.

import { beforeEach, describe, expect, it } from 'vitest';
import { Outbox } from '../shared/outbox';
import type { LogEvent } from '../shared/types';
import { cleanText } from '../shared/text';
import { FakeServer, FakeStorage, FakeWorld } from './world';

let world: FakeWorld;
let server: FakeServer;
let storage: FakeStorage;
let came: LogEvent[];

function open(): Outbox {
  return new Outbox({
    api: server.api,
    name: 'test',
    storage,
    environment: world,
    tokenOf: () => 'token',
    onEvents: (_conversation, events) => came.push(...events),
    onChange: () => undefined,
    begin: async () => (await server.api.post<{ id: string }>('/v1/conversations', {})).id,
  });
}

const texts = () => server.log.filter((event) => event.author === 'visitor').map((event) => event.text);

beforeEach(() => {
  world = new FakeWorld();
  server = new FakeServer();
  storage = new FakeStorage();
  came = [];
});

describe('the outbox', () => {
  it('sends a message and forgets it', async () => {
    const outbox = open();
    outbox.add('c', 'hello', { choice: 'entry' });
    expect(outbox.list('c')[0]?.state).toBe('sending');
    await world.pass(0);
    expect(texts()).toEqual(['hello']);
    expect(server.posts[0]?.body).toMatchObject({ text: 'hello', choice: 'entry' });
    expect(String(server.posts[0]?.body['key']).length).toBeGreaterThanOrEqual(16);
    expect(outbox.list('c')).toEqual([]);
    expect(storage.length).toBe(0);
    expect(came).toHaveLength(2);
  });

  it('keeps a message while the server is away, and sends it once', async () => {
    server.down = true;
    const outbox = open();
    outbox.add('c', 'one');
    outbox.add('c', 'two');
    await world.pass(5_000);
    expect(outbox.list('c').map((item) => item.state)).toEqual(['unsent', 'unsent']);
    server.down = false;
    await world.pass(30_000);
    expect(texts()).toEqual(['one', 'two']);
  });

  it('sends the same key again when the answer was lost', async () => {
    server.loseAnswers = 2;
    const outbox = open();
    outbox.add('c', 'hello');
    await world.pass(30_000);
    expect(texts()).toEqual(['hello']);
    expect(new Set(server.posts.map((post) => post.body['key'])).size).toBe(1);
    expect(outbox.list('c')).toEqual([]);
  });

  it('goes on after a reload', async () => {
    server.down = true;
    open().add('c', 'hello');
    await world.pass(0);
    server.down = false;
    const again = open();
    expect(again.list('c')).toHaveLength(1);
    again.retry();
    await world.pass(0);
    expect(texts()).toEqual(['hello']);
  });

  it('settles a message that arrived by another way', async () => {
    server.down = true;
    const outbox = open();
    const key = outbox.add('c', 'hello');
    await world.pass(0);
    outbox.settle([{ seq: 1, type: 'message', author: 'visitor', at: 0, key }]);
    expect(outbox.list('c')).toEqual([]);
    expect(storage.length).toBe(0);
  });

  it('does not send again what the server refused, and says why', async () => {
    server.refuse = { status: 422, body: { title: 'This message is too long.', status: 422, code: 'too-long' } };
    const outbox = open();
    const key = outbox.add('c', 'long');
    await world.pass(60_000);
    expect(server.posts).toHaveLength(0);
    expect(outbox.list('c')[0]).toMatchObject({ state: 'refused', reason: 'This message is too long.' });
    expect(outbox.remove(key)?.text).toBe('long');
    expect(outbox.list('c')).toEqual([]);
  });

  it('lets later messages pass a refused one', async () => {
    server.refuse = { status: 422, body: { title: 'no', status: 422, code: 'too-long' } };
    const outbox = open();
    outbox.add('c', 'long');
    await world.pass(0);
    server.refuse = null;
    outbox.add('c', 'short');
    await world.pass(0);
    expect(texts()).toEqual(['short']);
  });

  it('begins a conversation for the first messages, once, and keeps their order', async () => {
    const outbox = open();
    outbox.add('', 'one');
    outbox.add('', 'two');
    await world.pass(0);
    expect(server.made).toBe(1);
    expect(texts()).toEqual(['one', 'two']);
    expect(outbox.list('')).toEqual([]);
  });

  it('keeps the first message when the conversation could not be begun', async () => {
    server.down = true;
    const outbox = open();
    outbox.add('', 'one');
    await world.pass(500);
    expect(outbox.list('')[0]?.state).toBe('unsent');
    server.down = false;
    await world.pass(30_000);
    expect(texts()).toEqual(['one']);
  });

  it('keeps messages in memory when storage is full', async () => {
    storage.full = true;
    server.down = true;
    const outbox = open();
    outbox.add('c', 'one');
    await world.pass(0);
    outbox.reload();
    expect(outbox.list('c')).toHaveLength(1);
    server.down = false;
    await world.pass(30_000);
    expect(texts()).toEqual(['one']);
  });

  it('makes one message of one that two tabs send', async () => {
    server.down = true;
    const first = open();
    first.add('c', 'hello');
    await world.pass(0);
    const second = open();
    server.down = false;
    first.retry();
    second.retry();
    await world.pass(0);
    expect(texts()).toEqual(['hello']);
  });
});

describe('the text', () => {
  it.each([
    ['a\u0000b\u0007\u007f', 'ab'],
    ['one\r\ntwo\rthree\tfour', 'one\ntwo\nthree\tfour'],
    ['half \ud83d here', 'half \ufffd here'],
    ['\ude00 and whole 😀', '\ufffd and whole 😀'],
    ['您好', '您好'],
  ])('%j is sent as %j', (text, expected) => expect(cleanText(text)).toBe(expected));
});
