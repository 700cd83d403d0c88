// The outside world for tests: a clock that is moved by hand, sockets that the test answers on, and
// a server with one log, reached through the real Api by a made-up fetch.

import { webcrypto } from 'node:crypto';
import { Api } from '../shared/api';
import type { Environment, SocketLike } from '../shared/environment';
import type { LogEvent } from '../shared/types';

// Node 18, unlike browsers and later Nodes, keeps this in a module.
if (!('crypto' in globalThis)) Object.defineProperty(globalThis, 'crypto', { value: webcrypto });

export class FakeSocket implements SocketLike {
  onopen: ((event: unknown) => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: unknown) => void) | null = null;
  readonly sent: Record<string, unknown>[] = [];
  closed = false;

  send(data: string): void {
    this.sent.push(JSON.parse(data) as Record<string, unknown>);
  }

  close(): void {
    this.closed = true;
  }

  open(): void {
    this.onopen?.({});
  }

  hear(frame: unknown): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  lose(): void {
    this.onclose?.({});
  }
}

interface Timer {
  id: number;
  at: number;
  run: () => void;
}

export class FakeWorld implements Environment {
  time = 1_000_000;
  readonly sockets: FakeSocket[] = [];
  private timers: Timer[] = [];
  private nextTimer = 1;

  now = () => this.time;
  random = () => 0.5;

  setTimeout = (run: () => void, milliseconds: number): number => {
    const id = this.nextTimer;
    this.nextTimer += 1;
    this.timers.push({ id, at: this.time + milliseconds, run });
    return id;
  };

  clearTimeout = (id: number): void => {
    this.timers = this.timers.filter((timer) => timer.id !== id);
  };

  openSocket = (): SocketLike => {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket;
  };

  timesBegunAnew = 0;
  beginAnew = (): void => {
    this.timesBegunAnew += 1;
  };

  get socket(): FakeSocket {
    const last = this.sockets[this.sockets.length - 1];
    if (!last) throw new Error('no socket was opened');
    return last;
  }

  /** Moves the clock, running what is due in order, and lets answers arrive in between. */
  async pass(milliseconds: number): Promise<void> {
    const until = this.time + milliseconds;
    await settle();
    for (;;) {
      const due = this.timers.filter((timer) => timer.at <= until).sort((one, other) => one.at - other.at)[0];
      if (!due) break;
      this.clearTimeout(due.id);
      this.time = Math.max(this.time, due.at);
      due.run();
      await settle();
    }
    this.time = until;
  }
}

/** Lets promises that are already decided run. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 40; round += 1) await Promise.resolve();
}

type Answer = { status: number; body: unknown };

/** A server with one conversation, "c".  Numbers in `hidden` are events that the asker may not see. */
export class FakeServer {
  readonly log: LogEvent[] = [];
  readonly hidden = new Set<number>();
  readonly keys = new Map<string, LogEvent[]>();
  readonly posts: { path: string; body: Record<string, unknown> }[] = [];
  readonly gets: string[] = [];
  /** Refuse connections. */
  down = false;
  /** Store the message, then lose the answer. */
  loseAnswers = 0;
  refuse: Answer | null = null;
  made = 0;
  /** Events in one answer; the rest has to be asked for. */
  most = 100;

  readonly fetch = (async (input: RequestInfo | URL, init?: RequestInit) => {
    if (this.down) throw new TypeError('connection refused');
    const answer = this.answer(String(input), init?.method ?? 'GET', init?.body ? (JSON.parse(String(init.body)) as Record<string, unknown>) : {});
    if (this.loseAnswers > 0 && init?.method === 'POST') {
      this.loseAnswers -= 1;
      throw new TypeError('connection reset');
    }
    return { ok: answer.status < 400, status: answer.status, text: async () => JSON.stringify(answer.body) } as Response;
  }) as typeof fetch;

  readonly api = new Api({ fetch: this.fetch });

  add(more: Partial<LogEvent> = {}): LogEvent {
    const event: LogEvent = { seq: this.log.length + 1, type: 'message', author: 'bot', at: 0, text: `text ${this.log.length + 1}`, ...more };
    this.log.push(event);
    return event;
  }

  after(number: number): LogEvent[] {
    return this.log.filter((event) => event.seq > number && !this.hidden.has(event.seq));
  }

  private answer(path: string, method: string, body: Record<string, unknown>): Answer {
    if (this.refuse) return this.refuse;
    if (method === 'GET') {
      this.gets.push(path);
      const after = /events\?after=(\d+)/.exec(path);
      if (after) {
        const events = this.after(Number(after[1]));
        return { status: 200, body: { events: events.slice(0, this.most), more: events.length > this.most } };
      }
      return { status: 200, body: { id: 'c', owner: 'bot', last_seq: this.log.length } };
    }
    this.posts.push({ path, body });
    if (path === '/v1/conversations') {
      this.made += 1;
      return { status: 201, body: { id: 'c', token: 't' } };
    }
    return this.message(String(body['key']), String(body['text']));
  }

  private message(key: string, text: string): Answer {
    const known = this.keys.get(key);
    if (known) return { status: 200, body: { events: known } };
    const events = [this.add({ author: 'visitor', key, text }), this.add()];
    this.keys.set(key, events);
    return { status: 201, body: { events } };
  }
}

/** Storage in memory, as two tabs would share it. */
export class FakeStorage implements Storage {
  private readonly values = new Map<string, string>();
  full = false;

  get length(): number {
    return this.values.size;
  }

  key = (index: number) => [...this.values.keys()][index] ?? null;
  getItem = (name: string) => this.values.get(name) ?? null;
  removeItem = (name: string) => void this.values.delete(name);
  clear = () => this.values.clear();

  setItem(name: string, value: string): void {
    if (this.full) throw new Error('QuotaExceededError');
    this.values.set(name, value);
  }
}
