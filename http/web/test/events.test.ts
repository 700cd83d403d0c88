// The promise of the synchroniser: every event once, in order, whatever happens on the way.

import { beforeEach, describe, expect, it } from 'vitest';
import type { ApiError } from '../shared/api';
import { Synchroniser, type SyncStatus } from '../shared/events';
import type { ConversationView, LogEvent } from '../shared/types';
import { FakeServer, FakeWorld, settle } from './world';

let world: FakeWorld;
let server: FakeServer;
let synchroniser: Synchroniser;
let shown: number[];
let views: ConversationView[];
let statuses: SyncStatus[];
let gone: ApiError[];

const watcher = {
  onEvents: (events: LogEvent[]) => shown.push(...events.map((event) => event.seq)),
  onView: (view: ConversationView) => views.push(view),
  onGone: (error: ApiError) => gone.push(error),
};

function start(): void {
  synchroniser = new Synchroniser({
    api: server.api,
    address: 'ws://test/v1/stream',
    environment: world,
    onStatus: (status) => statuses.push(status),
  });
  synchroniser.start();
}

async function goLive(after = 0): Promise<void> {
  synchroniser.watch('c', after, watcher, 'token');
  await world.pass(0);
  world.socket.open();
  world.socket.hear({ type: 'ready' });
  await settle();
}

beforeEach(() => {
  world = new FakeWorld();
  server = new FakeServer();
  shown = [];
  views = [];
  statuses = [];
  gone = [];
  start();
});

describe('over the stream', () => {
  it('greets with the last number seen and hands on what comes', async () => {
    await goLive();
    expect(world.socket.sent[0]).toEqual({ type: 'hello', conversations: [{ id: 'c', after: 0, token: 'token' }] });
    world.socket.hear({ type: 'events', conversation: 'c', events: [server.add(), server.add()] });
    expect(shown).toEqual([1, 2]);
    expect(statuses).toEqual(['connecting', 'live']);
  });

  it('shows an event once that comes by post, stream and poll', async () => {
    await goLive();
    const events = [server.add(), server.add()];
    synchroniser.deliver('c', events);
    world.socket.hear({ type: 'events', conversation: 'c', events });
    synchroniser.refresh();
    await settle();
    expect(shown).toEqual([1, 2]);
  });

  it('puts a new place in the queue into the view, while it waits', async () => {
    await goLive();
    const place = (position: number) => ({ position, waiting: 9, estimated_wait_seconds: 60, estimated_wait_low: 20, estimated_wait_high: 130 });
    world.socket.hear({ type: 'conversation', conversation: { id: 'c', owner: 'queue', last_seq: 4, queue: place(7) } });
    world.socket.hear({ type: 'place', conversation: 'c', queue: place(6) });
    expect(views.at(-1)).toEqual({ id: 'c', owner: 'queue', last_seq: 4, queue: place(6) });
    world.socket.hear({ type: 'conversation', conversation: { id: 'c', owner: 'agent', last_seq: 5, queue: null } });
    const told = views.length;
    world.socket.hear({ type: 'place', conversation: 'c', queue: place(5) });
    expect(views.length).toBe(told);
  });

  it('keeps the newer view when an answer that was on its way comes after it', async () => {
    await goLive();
    const view = { id: 'c', owner: 'queue', last_seq: 4 } as ConversationView;
    world.socket.hear({ type: 'conversation', conversation: view });
    synchroniser.deliverView({ ...view, owner: 'bot', last_seq: 2 });
    expect(views.at(-1)).toEqual(view);
    synchroniser.deliverView({ ...view, agents_online: 3 });
    expect(views.at(-1)?.agents_online).toBe(3);
  });

  it('puts events into order before they are shown', async () => {
    await goLive();
    const [first, second, third] = [server.add(), server.add(), server.add()];
    server.down = true;
    world.socket.hear({ type: 'events', conversation: 'c', events: [third, second] });
    await settle();
    expect(shown).toEqual([]);
    world.socket.hear({ type: 'events', conversation: 'c', events: [first] });
    expect(shown).toEqual([1, 2, 3]);
  });

  it('heals a gap by asking', async () => {
    await goLive();
    server.add();
    server.add();
    world.socket.hear({ type: 'events', conversation: 'c', events: [server.add()] });
    expect(shown).toEqual([]);
    await settle();
    expect(shown).toEqual([1, 2, 3]);
  });

  it('heals a gap although the first tries fail', async () => {
    await goLive();
    server.add();
    server.down = true;
    world.socket.hear({ type: 'events', conversation: 'c', events: [server.add()] });
    await world.pass(2_000);
    expect(shown).toEqual([]);
    server.down = false;
    await world.pass(20_000);
    expect(shown).toEqual([1, 2]);
  });

  it('does not wait for numbers that it may not see', async () => {
    await goLive();
    server.add();
    server.hidden.add(2);
    server.add({ type: 'note' });
    world.socket.hear({ type: 'events', conversation: 'c', events: [server.add()] });
    await settle();
    expect(shown).toEqual([1, 3]);
    world.socket.hear({ type: 'events', conversation: 'c', events: [server.add()] });
    expect(shown).toEqual([1, 3, 4]);
  });

  it('asks on while there is more', async () => {
    server.most = 3;
    for (let count = 0; count < 10; count += 1) server.add();
    synchroniser.watch('c', 0, watcher, 'token');
    await settle();
    expect(shown).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('hands views on', async () => {
    await goLive();
    world.socket.hear({ type: 'conversation', conversation: { id: 'c', owner: 'queue' } });
    expect(views[views.length - 1]?.owner).toBe('queue');
  });

  it('sends typing notices now and then, not at every key', async () => {
    await goLive();
    for (let key = 0; key < 10; key += 1) synchroniser.typing('c');
    expect(world.socket.sent.filter((frame) => frame['type'] === 'typing')).toHaveLength(1);
    await world.pass(3_000);
    synchroniser.typing('c');
    expect(world.socket.sent.filter((frame) => frame['type'] === 'typing')).toHaveLength(2);
  });

  it('tells of typing at once after a message of one\'s own', async () => {
    await goLive();
    synchroniser.typing('c');
    synchroniser.deliver('c', [{ ...server.add(), author: 'visitor' }]);
    synchroniser.typing('c');
    expect(world.socket.sent.filter((frame) => frame['type'] === 'typing')).toHaveLength(2);
  });
});

describe('when the stream is lost', () => {
  it('connects again and goes on after the last number', async () => {
    await goLive();
    world.socket.hear({ type: 'events', conversation: 'c', events: [server.add(), server.add()] });
    world.socket.lose();
    server.add();
    await world.pass(1_000);
    expect(world.sockets).toHaveLength(2);
    world.socket.open();
    expect(world.socket.sent[0]).toMatchObject({ conversations: [{ id: 'c', after: 2 }] });
    world.socket.hear({ type: 'ready' });
    world.socket.hear({ type: 'events', conversation: 'c', events: server.after(2) });
    expect(shown).toEqual([1, 2, 3]);
  });

  it('begins anew where the server was restored to an earlier moment, and only there', async () => {
    await goLive();
    world.socket.hear({ type: 'events', conversation: 'c', events: [server.add(), server.add()] });
    for (const [lost, times] of [[0, 0], [1, 1]] as const) {
      world.socket.lose();
      server.log.length -= lost;
      await world.pass(1_000);
      world.socket.open();
      world.socket.hear({ type: 'ready' });
      await settle();
      expect(world.timesBegunAnew).toBe(times);
    }
  });

  it('notices silence: asks, and drops a stream that does not answer', async () => {
    await goLive();
    await world.pass(55_000);
    expect(world.socket.sent[world.socket.sent.length - 1]).toEqual({ type: 'ping' });
    await world.pass(10_500);
    expect(world.sockets.length).toBeGreaterThan(1);
    expect(world.sockets[0]?.closed).toBe(true);
  });

  it('asks later where the server says so, and as before once something is said', async () => {
    await goLive();
    const asked = () => world.socket.sent.filter((frame) => frame['type'] === 'ping').length;
    await world.pass(55_000);
    world.socket.hear({ type: 'pong', next: 108 });
    await world.pass(107_000);
    expect(asked()).toBe(1);
    await world.pass(1_000);
    expect(asked()).toBe(2);
    world.socket.hear({ type: 'events', conversation: 'c', events: [server.add()] });
    await world.pass(55_000);
    expect(asked()).toBe(3);
  });

  it('keeps a silent stream that answers', async () => {
    await goLive();
    for (let round = 0; round < 5; round += 1) {
      await world.pass(55_000);
      world.socket.hear({ type: 'pong' });
    }
    expect(world.sockets).toHaveLength(1);
  });

  it('tries again at once when the page wakes', async () => {
    await goLive();
    world.socket.lose();
    await world.pass(1_000);
    for (let round = 0; round < 6; round += 1) {
      world.socket.lose();
      await world.pass(20);
    }
    const before = world.sockets.length;
    synchroniser.wake();
    await world.pass(0);
    expect(world.sockets).toHaveLength(before + 1);
  });

  it('waits longer after each failure, and never longer than half a minute', async () => {
    await goLive();
    server.down = true;
    world.socket.lose();
    await world.pass(1_000);
    const waits: number[] = [];
    for (let round = 0; round < 10; round += 1) {
      const began = world.time;
      const count = world.sockets.length;
      world.socket.lose();
      while (world.sockets.length === count) await world.pass(100);
      waits.push(world.time - began);
    }
    expect(waits[0]).toBeLessThan(waits[4]!);
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
  });
});

describe('a device that slept', () => {
  it('says at once that what it shows is old, and asks for everything', async () => {
    await goLive();
    world.time += 600_000;
    server.add();
    synchroniser.wake();
    expect(synchroniser.status).toBe('connecting');
    await world.pass(0);
    world.socket.open();
    world.socket.hear({ type: 'ready' });
    await settle();
    expect(synchroniser.status).toBe('live');
    expect(shown).toEqual([1]);
  });

  it('keeps its stream after a short look away', async () => {
    await goLive();
    world.time += 12_000;
    synchroniser.wake();
    expect(synchroniser.status).toBe('live');
    expect(world.socket.sent.at(-1)).toEqual({ type: 'ping' });
  });
});

describe('what is typed', () => {
  const typed = () => world.socket.sent.filter((frame) => frame['type'] === 'typing').map((frame) => frame['text']);

  it('is told now and then, and the last of it always', async () => {
    await goLive();
    for (const text of ['a', 'ab', 'abc']) synchroniser.typed('c', text);
    expect(typed()).toEqual([]);
    await world.pass(1_000);
    expect(typed()).toEqual(['abc']);
    synchroniser.typed('c', '');
    await world.pass(1_000);
    expect(typed()).toEqual(['abc', '']);
  });

  it('is not told any more once it was sent', async () => {
    await goLive();
    synchroniser.typed('c', 'all of it');
    synchroniser.deliver('c', [{ ...server.add(), author: 'visitor' }]);
    await world.pass(1_000);
    expect(typed()).toEqual([]);
  });

  it('reaches the watcher with its words', async () => {
    const said: (string | undefined)[] = [];
    synchroniser.watch('c', 0, { ...watcher, onTyping: (_author, _name, text) => said.push(text) }, 'token');
    await world.pass(0);
    world.socket.open();
    world.socket.hear({ type: 'ready' });
    world.socket.hear({ type: 'typing', conversation: 'c', author: 'visitor', text: 'half a' });
    expect(said).toEqual(['half a']);
  });
});

describe('without a stream', () => {
  async function loseStreams(count: number): Promise<void> {
    synchroniser.watch('c', 0, watcher, 'token');
    for (let round = 0; round < count; round += 1) {
      await world.pass(4_000);
      world.socket.lose();
    }
    await settle();
  }

  it('polls, and says so', async () => {
    await loseStreams(2);
    await world.pass(100);
    server.add();
    server.add();
    await world.pass(8_000);
    expect(synchroniser.status).toBe('polling');
    expect(shown).toEqual([1, 2]);
  });

  it('says offline while nothing answers, and recovers', async () => {
    server.down = true;
    await loseStreams(2);
    await world.pass(100);
    expect(synchroniser.status).toBe('offline');
    server.add();
    server.down = false;
    await world.pass(30_000);
    expect(shown).toEqual([1]);
    expect(synchroniser.status).not.toBe('offline');
  });

  it('stops polling when a stream is there again', async () => {
    await loseStreams(2);
    await world.pass(8_000);
    world.socket.open();
    world.socket.hear({ type: 'ready' });
    await settle();
    expect(synchroniser.status).toBe('live');
    const asked = server.gets.length;
    await world.pass(20_000);
    expect(server.gets.length).toBe(asked);
  });
});

describe('refusals', () => {
  it('lets go of a conversation whose token is refused', async () => {
    server.refuse = { status: 401, body: { title: 'no', status: 401, code: 'wrong-token' } };
    synchroniser.watch('c', 0, watcher, 'token');
    await world.pass(0);
    expect(gone.map((error) => error.code)).toEqual(['wrong-token']);
    expect(synchroniser.status).toBe('idle');
  });

  it('asks by plain requests what a refused stream was about', async () => {
    await goLive();
    server.refuse = { status: 404, body: { title: 'no', status: 404, code: 'not-found' } };
    world.socket.hear({ type: 'error', problem: { status: 404, code: 'not-found', title: 'no' } });
    await settle();
    expect(gone).toHaveLength(1);
  });
});

describe('staff', () => {
  it('adds conversations to an open stream and is told to look again', async () => {
    const looks: string[] = [];
    synchroniser.stop();
    synchroniser = new Synchroniser({
      api: server.api,
      address: 'ws://test/v1/stream',
      environment: world,
      staff: true,
      onLook: (what) => looks.push(what),
    });
    synchroniser.start();
    await world.pass(0);
    world.socket.open();
    synchroniser.watch('early', 4, watcher);
    expect(world.socket.sent[0]).toEqual({ type: 'hello', conversations: [], staff: true });
    world.socket.hear({ type: 'ready' });
    synchroniser.watch('c', 7, watcher);
    world.socket.hear({ type: 'look', what: 'queue' });
    expect(world.socket.sent.slice(1)).toEqual([
      { type: 'watch', conversation: 'early', after: 4 },
      { type: 'watch', conversation: 'c', after: 7 },
    ]);
    expect(looks).toEqual(['all', 'queue']);
    synchroniser.unwatch('c');
    expect(world.socket.sent[world.socket.sent.length - 1]).toEqual({ type: 'unwatch', conversation: 'c' });
  });
});

describe('staff without a stream', () => {
  it('look at their lists every few seconds, also with one conversation open', async () => {
    let looks = 0;
    synchroniser.stop();
    synchroniser = new Synchroniser({ api: server.api, address: 'ws://test/v1/stream', environment: world, staff: true, onLook: () => (looks += 1) });
    synchroniser.start();
    synchroniser.watch('c', 0, watcher);
    for (let round = 0; round < 2; round += 1) {
      await world.pass(4_000);
      world.socket.lose();
    }
    await settle();
    await world.pass(3_500);
    const before = looks;
    await world.pass(10_000);
    expect(synchroniser.status).toBe('polling');
    expect(looks - before).toBeGreaterThanOrEqual(3);
    expect(server.gets.filter((path) => path.includes('wait='))).toEqual([]);
  });
});

describe('any interleaving', () => {
  it('shows every visible event once and in order', async () => {
    let seed = 7;
    const chance = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    await goLive();
    for (let step = 0; step < 3_000; step += 1) {
      const what = chance(8);
      if (what < 3) {
        const event = server.add();
        if (chance(10) === 0) server.hidden.add(event.seq);
        else if (chance(2)) world.socket.hear({ type: 'events', conversation: 'c', events: [event] });
      } else if (what === 3) synchroniser.deliver('c', server.after(Math.max(0, server.log.length - chance(4))));
      else if (what === 4) server.down = chance(3) === 0;
      else if (what === 5 && chance(4) === 0) world.socket.lose();
      else if (what === 6) {
        world.socket.open();
        world.socket.hear({ type: 'ready' });
      } else await world.pass(chance(3_000));
    }
    server.down = false;
    await world.pass(60_000);
    synchroniser.refresh();
    await settle();
    expect(shown).toEqual(server.after(0).map((event) => event.seq));
  });
});
