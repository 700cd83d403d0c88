// The staff stream: one WebSocket that tells the desk what changed.
//
// It only ever says "look again" or brings events early.  Whoever listens refetches after every
// reconnect, so that a frame lost in between is never missed.
//
// Not here: what is fetched (conversations.ts, inbox.ts).

import { createStore, type Store } from '../shared/store';
import type { ConversationView, LogEvent } from '../shared/types';

export type LiveState = 'connecting' | 'live' | 'stale';

export type Look = 'queue' | 'staff' | 'knowledge' | 'me' | (string & {});

export interface LiveListener {
  onEvents?(conversation: string, events: LogEvent[]): void;
  onView?(view: ConversationView): void;
  onTyping?(conversation: string): void;
  onLook?(what: Look): void;
  /** The stream stands again after a break: fetch what may have been missed. */
  onReady?(): void;
}

interface Frame {
  type: string;
  conversation?: unknown;
  events?: LogEvent[];
  what?: string;
  author?: string;
}

const PING_EVERY = 20_000;
const SILENCE_MOST = 35_000;
const RETRY_FIRST = 500;
const RETRY_MOST = 10_000;

export class Live {
  readonly state: Store<LiveState> = createStore<LiveState>('connecting');
  private readonly listeners = new Set<LiveListener>();
  /** Conversation to the last event that we hold. */
  private readonly watched = new Map<string, () => number>();
  private socket: WebSocket | null = null;
  private heardAt = 0;
  private attempts = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private pulse: ReturnType<typeof setInterval> | undefined;
  private isStopped = false;

  constructor(private readonly address: string) {}

  start(): void {
    this.pulse = setInterval(() => this.beat(), PING_EVERY / 4);
    window.addEventListener('online', this.hurry);
    document.addEventListener('visibilitychange', this.hurry);
    this.connect();
  }

  stop(): void {
    this.isStopped = true;
    clearInterval(this.pulse);
    clearTimeout(this.retry);
    window.removeEventListener('online', this.hurry);
    document.removeEventListener('visibilitychange', this.hurry);
    this.socket?.close();
  }

  listen(listener: LiveListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Asks for a conversation's events after the one that `after` names at each (re)connect. */
  watch(conversation: string, after: () => number): void {
    if (this.watched.has(conversation)) return;
    this.watched.set(conversation, after);
    if (this.state.get() === 'live') this.send({ type: 'watch', conversation, after: after() });
  }

  unwatch(conversation: string): void {
    if (this.watched.delete(conversation)) this.send({ type: 'unwatch', conversation });
  }

  typing(conversation: string): void {
    this.send({ type: 'typing', conversation });
  }

  private send(frame: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  private connect(): void {
    clearTimeout(this.retry);
    if (this.isStopped) return;
    const socket = new WebSocket(this.address);
    this.socket = socket;
    this.heardAt = Date.now();
    socket.onopen = () => {
      const conversations = [...this.watched].map(([id, after]) => ({ id, after: after() }));
      this.send({ type: 'hello', staff: true, conversations });
    };
    socket.onmessage = (message) => {
      this.heardAt = Date.now();
      if (typeof message.data === 'string') this.receive(message.data);
    };
    socket.onclose = () => {
      if (this.socket === socket) this.lost();
    };
  }

  private lost(): void {
    this.socket = null;
    if (this.isStopped) return;
    this.state.set('stale');
    const wait = Math.min(RETRY_MOST, RETRY_FIRST * 2 ** this.attempts) * (0.7 + Math.random() * 0.6);
    this.attempts += 1;
    this.retry = setTimeout(() => this.connect(), wait);
  }

  /** Looks whether the stream is still alive: a sleeping laptop's socket looks open and is dead. */
  private beat(): void {
    if (!this.socket) return;
    if (Date.now() - this.heardAt > SILENCE_MOST) {
      const dead = this.socket;
      this.lost();
      dead.close();
    } else if (Date.now() - this.heardAt > PING_EVERY - 1000) {
      this.send({ type: 'ping' });
    }
  }

  private readonly hurry = (): void => {
    if (document.visibilityState === 'hidden') return;
    if (!this.socket) {
      this.attempts = 0;
      this.connect();
    } else {
      this.send({ type: 'ping' });
    }
  };

  private receive(data: string): void {
    let frame: Frame;
    try {
      frame = JSON.parse(data) as Frame;
    } catch {
      return;
    }
    if (frame.type === 'ready') {
      this.attempts = 0;
      this.state.set('live');
      this.tell((listener) => listener.onReady?.());
    } else if (frame.type === 'events' && typeof frame.conversation === 'string') {
      const { conversation, events = [] } = frame;
      this.tell((listener) => listener.onEvents?.(conversation as string, events));
    } else if (frame.type === 'conversation') {
      this.tell((listener) => listener.onView?.(frame.conversation as ConversationView));
    } else if (frame.type === 'typing' && typeof frame.conversation === 'string') {
      const conversation = frame.conversation;
      if (frame.author === 'visitor') this.tell((listener) => listener.onTyping?.(conversation));
    } else if (frame.type === 'look') {
      this.tell((listener) => listener.onLook?.(frame.what ?? ''));
    }
  }

  private tell(call: (listener: LiveListener) => void): void {
    for (const listener of [...this.listeners]) call(listener);
  }
}

/** The stream's address on the server that this page came from. */
export function streamAddress(): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/v1/stream`;
}
