// Keeps conversations in step with the server.
//
// Each conversation is a log whose events are numbered 1, 2, 3...  This module knows the last
// number that was shown and asks for what came after it: over a WebSocket while there is one, by
// long-poll while there is none.  Whatever the way an event comes (stream, poll, the answer to a
// post, twice, out of order), it is handed on once and in order.  A gap in the numbers is healed
// by asking; numbers that the asker may not see (a visitor: agents' notes) stay away for good.
//
// Not here: sending messages (outbox.ts) and what is shown (each app's session).

import { ApiError, worthRetrying, type Api } from './api';
import { backoff, browserEnvironment, type Environment, type SocketLike } from './environment';
import type { Author, ConversationView, LogEvent, Problem, QueuePlace } from './types';

/**
 * idle: nothing to watch.  connecting: no stream yet, or just lost.  live: streaming.
 * polling: no stream, but the server answers.  offline: the server doesn't answer.
 */
export type SyncStatus = 'idle' | 'connecting' | 'live' | 'polling' | 'offline';

export interface Watcher {
  /** New events, in order, each exactly once. */
  onEvents(events: LogEvent[]): void;
  onView?(view: ConversationView): void;
  onTyping?(author: Author, name?: string, text?: string): void;
  /** The server refuses this conversation (foreign or expired credential); it is no longer watched. */
  onGone?(error: ApiError): void;
}

export interface SynchroniserOptions {
  api: Api;
  /** Address of the stream: ws://host/v1/stream. */
  address: string;
  /** Staff watch by the session's cookie and are told what to look at again. */
  staff?: boolean;
  environment?: Environment;
  onStatus?: (status: SyncStatus) => void;
  /** Staff: something changed; 'all' after each (re)connection, because changes may have been missed. */
  onLook?: (what: Look | 'all') => void;
  /** The stream was refused as a whole: signed out. */
  onRefused?: (problem: Problem) => void;
}

interface Track {
  readonly id: string;
  readonly token: string | undefined;
  readonly watcher: Watcher;
  last: number;
  /** As of which event the view is that was handed on last. */
  viewedAt: number;
  /** That view; a place in the queue is told alone. */
  view: ConversationView | null;
  /** Events that came before an earlier one did. */
  readonly parked: Map<number, LogEvent>;
  /** The present stream knows of it. */
  told: boolean;
  healing: boolean;
  healAgain: boolean;
  attempts: number;
}

/** What staff are told to look at again. */
export type Look = 'queue' | 'staff' | 'knowledge' | 'workbench' | 'together' | 'me';

type Frame =
  | { type: 'ready' }
  | { type: 'pong'; next?: number }
  | { type: 'events'; conversation: string; events: LogEvent[] }
  | { type: 'conversation'; conversation: ConversationView }
  | { type: 'place'; conversation: string; queue: QueuePlace }
  | { type: 'typing'; conversation: string; author: Author; name?: string; text?: string }
  | { type: 'look'; what: Look }
  | { type: 'error'; problem: Problem };

const READY_WITHIN = 8_000;
/** Silence after which a stream is asked: visitors' are many, and below the 60 s after which proxies hang up. Where it has long been quiet the server says when to ask next. */
const PING_EVERY = 55_000;
const STAFF_PING_EVERY = 25_000;
const PONG_WITHIN = 10_000;
const POLL_WAIT_SECONDS = 20;
const POLL_PAUSE = 3_000;
/** Between long polls that were answered at once: many messages, or a server that doesn't wait. */
const LONG_POLL_PAUSE = 500;
const TYPING_EVERY = 2_500;
/** So often what is typed is told where the site shows it. */
const TYPED_EVERY = 700;
const TYPED_MOST = 500;
/** So many streams fail in a row before polling begins beside them. */
const FAILURES_BEFORE_POLLING = 2;

export class Synchroniser {
  private readonly options: SynchroniserOptions;
  private readonly environment: Environment;
  private readonly tracks = new Map<string, Track>();
  private readonly typingSentAt = new Map<string, number>();
  private readonly typedTexts = new Map<string, string>();
  private typedTimer: number | null = null;
  private socket: SocketLike | null = null;
  private ready = false;
  private running = false;
  private failures = 0;
  private heardAt = 0;
  private silence = PING_EVERY;
  private connectTimer: number | null = null;
  private watchdog: number | null = null;
  private polling: AbortController | null = null;
  private pollFailures = 0;
  private current: SyncStatus = 'idle';

  constructor(options: SynchroniserOptions) {
    this.options = options;
    this.environment = options.environment ?? browserEnvironment;
  }

  private get ownAuthor(): Author {
    return this.options.staff ? 'agent' : 'visitor';
  }

  get status(): SyncStatus {
    return this.current;
  }

  /** Staff start at once; a visitor's stream starts with the first watched conversation. */
  start(): void {
    this.running = true;
    if (this.options.staff || this.tracks.size > 0) this.connectSoon(0);
  }

  stop(): void {
    this.running = false;
    this.tracks.clear();
    this.dropSocket();
    this.stopPolling();
    this.clearConnectTimer();
    this.setStatus('idle');
  }

  /** Watches a conversation from after event number `after` on (0: from its beginning). */
  watch(id: string, after: number, watcher: Watcher, token?: string): void {
    if (this.tracks.has(id)) this.unwatch(id);
    const track: Track = { id, token, watcher, last: after, viewedAt: 0, view: null, parked: new Map(), told: false, healing: false, healAgain: false, attempts: 0 };
    this.tracks.set(id, track);
    if (!this.running) return;
    this.heal(track);
    if (token) this.reconnect();
    else if (this.ready) this.tell(track);
    else if (!this.socket) this.connectSoon(0);
  }

  unwatch(id: string): void {
    if (!this.tracks.delete(id)) return;
    this.typingSentAt.delete(id);
    if (this.ready) this.send({ type: 'unwatch', conversation: id });
    if (this.tracks.size > 0 || this.options.staff) return;
    this.dropSocket();
    this.stopPolling();
    this.clearConnectTimer();
    this.setStatus('idle');
  }

  /** Hands in events that came another way, such as the answer to a post. */
  deliver(id: string, events: readonly LogEvent[]): void {
    const track = this.tracks.get(id);
    if (track) this.receive(track, events);
  }

  /**
   * Hands in a view, whatever way it came.  An answer that was on its way while the conversation went
   * on is older than what the stream told meanwhile, and stays away.
   */
  deliverView(view: ConversationView): void {
    const track = this.tracks.get(view.id);
    if (!track || view.last_seq < track.viewedAt) return;
    track.viewedAt = view.last_seq;
    track.view = view;
    track.watcher.onView?.(view);
  }

  /** A new place in the queue, as long as the conversation waits there. */
  private deliverPlace(id: string, queue: QueuePlace): void {
    const track = this.tracks.get(id);
    if (!track?.view?.queue) return;
    track.view = { ...track.view, queue };
    track.watcher.onView?.(track.view);
  }

  /** Tells the other side that something is being typed; called at every key, sent now and then. */
  typing(id: string): void {
    const now = this.environment.now();
    if (!this.ready || now - (this.typingSentAt.get(id) ?? -Infinity) < TYPING_EVERY) return;
    this.typingSentAt.set(id, now);
    this.send({ type: 'typing', conversation: id });
  }

  /** The same with what is typed, for sites that show it: the last of it always arrives. */
  typed(id: string, text: string): void {
    this.typedTexts.set(id, [...text].slice(-TYPED_MOST).join(''));
    if (this.typedTimer !== null) return;
    this.typedTimer = this.environment.setTimeout(() => {
      this.typedTimer = null;
      if (this.ready) for (const [conversation, said] of this.typedTexts) this.send({ type: 'typing', conversation, text: said });
      this.typedTexts.clear();
    }, TYPED_EVERY);
  }

  /** The page woke up or the network came back: make sure that the stream is alive, without waiting. */
  wake(): void {
    if (!this.running || (this.tracks.size === 0 && !this.options.staff)) return;
    if (!this.socket) this.connectSoon(0);
    else if (this.ready && this.environment.now() - this.heardAt > this.pingEvery() + PONG_WITHIN) this.slept();
    else if (this.ready && this.environment.now() - this.heardAt > PONG_WITHIN) this.ping(PONG_WITHIN / 2);
  }

  /** The device slept through the questions to a silent stream: what is shown is of before, and says so. */
  private slept(): void {
    this.failures += 1;
    this.setStatus('connecting');
    this.reconnect();
  }

  /** Asks again for everything watched: events and views. */
  refresh(): void {
    for (const track of this.tracks.values()) this.heal(track);
  }

  /* Events in order, once --------------------------------------------------- */

  private receive(track: Track, events: readonly LogEvent[]): void {
    for (const event of events) {
      if (event.seq > track.last) track.parked.set(event.seq, event);
    }
    const run: LogEvent[] = [];
    for (let next = track.parked.get(track.last + 1); next; next = track.parked.get(track.last + 1)) {
      track.parked.delete(next.seq);
      track.last = next.seq;
      run.push(next);
    }
    this.handOn(track, run);
    if (track.parked.size > 0) this.heal(track);
  }

  /** What the server answered to "after N" is all there is: a number missing from it is not for us. */
  private receiveAll(track: Track, events: readonly LogEvent[]): void {
    const until = events.reduce((most, event) => Math.max(most, event.seq), 0);
    const all = new Map(track.parked);
    for (const event of events) all.set(event.seq, event);
    const run = [...all.values()]
      .filter((event) => event.seq > track.last && event.seq <= until)
      .sort((one, other) => one.seq - other.seq);
    for (const event of run) track.parked.delete(event.seq);
    track.last = Math.max(track.last, until);
    this.handOn(track, run);
    if (track.parked.size > 0) this.receive(track, []);
  }

  private handOn(track: Track, run: LogEvent[]): void {
    if (run.length === 0 || this.tracks.get(track.id) !== track) return;
    /* A message ends the typing that the other side sees: the next key is told at once. */
    if (run.some((event) => event.author === this.ownAuthor)) {
      this.typingSentAt.delete(track.id);
      this.typedTexts.delete(track.id);
    }
    track.watcher.onEvents(run);
  }

  /* Asking: events and view by plain requests ------------------------------- */

  private heal(track: Track): void {
    if (track.healing) {
      track.healAgain = true;
      return;
    }
    track.healing = true;
    track.healAgain = false;
    void this.healNow(track).finally(() => {
      track.healing = false;
      if (track.healAgain && this.isWatched(track)) this.heal(track);
    });
  }

  private async healNow(track: Track): Promise<void> {
    try {
      await this.ask(track, 0);
      await this.askView(track);
      track.attempts = 0;
      if (track.parked.size > 0) this.healLater(track);
    } catch (error) {
      if (!this.isWatched(track)) return;
      if (worthRetrying(error)) this.healLater(track);
      else this.gone(track, error);
    }
  }

  private healLater(track: Track): void {
    const delay = backoff(track.attempts, this.environment.random);
    track.attempts += 1;
    this.environment.setTimeout(() => {
      if (this.isWatched(track) && this.running) this.heal(track);
    }, delay);
  }

  private async ask(track: Track, wait: number, signal?: AbortSignal): Promise<void> {
    const query = wait > 0 ? `after=${track.last}&wait=${wait}` : `after=${track.last}`;
    const answer = await this.options.api.get<{ events: LogEvent[]; more?: boolean }>(`/v1/conversations/${encodeURIComponent(track.id)}/events?${query}`, {
      token: track.token,
      timeout: (wait + 15) * 1000,
      ...(signal ? { signal } : {}),
    });
    if (!this.isWatched(track)) return;
    this.receiveAll(track, answer.events);
    if (answer.more && answer.events.length > 0) await this.ask(track, 0, signal);
  }

  private async askView(track: Track): Promise<void> {
    if (!track.watcher.onView) return;
    const known = track.last;
    const view = await this.options.api.get<ConversationView>(`/v1/conversations/${encodeURIComponent(track.id)}`, { token: track.token });
    if (!this.isWatched(track)) return;
    /* Asked after that event was told, and it isn't there: the server was restored to an earlier moment. */
    if (view.last_seq < known) this.environment.beginAnew();
    else this.deliverView(view);
  }

  private gone(track: Track, error: unknown): void {
    if (!(error instanceof ApiError)) throw error;
    this.unwatch(track.id);
    track.watcher.onGone?.(error);
  }

  private isWatched(track: Track): boolean {
    return this.tracks.get(track.id) === track;
  }

  /* The stream --------------------------------------------------------------- */

  private reconnect(): void {
    this.dropSocket();
    this.connectSoon(0);
  }

  private connectSoon(delay: number): void {
    this.clearConnectTimer();
    if (this.current === 'idle') this.setStatus('connecting');
    this.connectTimer = this.environment.setTimeout(() => {
      this.connectTimer = null;
      this.connect();
    }, delay);
  }

  private clearConnectTimer(): void {
    if (this.connectTimer !== null) this.environment.clearTimeout(this.connectTimer);
    this.connectTimer = null;
  }

  private connect(): void {
    if (!this.running || this.socket) return;
    let socket: SocketLike;
    try {
      socket = this.environment.openSocket(this.options.address);
    } catch {
      this.lost();
      return;
    }
    this.socket = socket;
    const isCurrent = () => this.socket === socket;
    socket.onopen = () => isCurrent() && this.send(this.hello());
    socket.onmessage = (message) => isCurrent() && this.hear(message.data);
    socket.onclose = () => isCurrent() && this.lost();
    this.deadline(READY_WITHIN);
  }

  private hello(): object {
    const conversations = [...this.tracks.values()].map((track) => {
      track.told = true;
      return { id: track.id, after: track.last, ...(track.token ? { token: track.token } : {}) };
    });
    return { type: 'hello', conversations, ...(this.options.staff ? { staff: true } : {}) };
  }

  /** Adds a conversation to a stream that is open.  Staff only: a visitor's token goes with the hello. */
  private tell(track: Track): void {
    track.told = true;
    this.send({ type: 'watch', conversation: track.id, after: track.last });
  }

  private send(frame: object): void {
    try {
      this.socket?.send(JSON.stringify(frame));
    } catch {
      this.lost();
    }
  }

  private hear(data: unknown): void {
    let frame: Frame;
    try {
      frame = JSON.parse(String(data)) as Frame;
    } catch {
      this.lost();
      return;
    }
    this.heardAt = this.environment.now();
    this.silence = frame.type === 'pong' && frame.next ? frame.next * 1000 : PING_EVERY;
    if (this.ready) this.pingLater();
    this.take(frame);
  }

  private take(frame: Frame): void {
    switch (frame.type) {
      case 'ready':
        this.becameReady();
        break;
      case 'events':
        this.deliver(frame.conversation, frame.events);
        break;
      case 'conversation':
        this.deliverView(frame.conversation);
        break;
      case 'place':
        this.deliverPlace(frame.conversation, frame.queue);
        break;
      case 'typing':
        this.tracks.get(frame.conversation)?.watcher.onTyping?.(frame.author, frame.name, frame.text);
        break;
      case 'look':
        this.options.onLook?.(frame.what);
        break;
      case 'error':
        this.refused(frame.problem);
        break;
      case 'pong':
        break;
    }
  }

  private becameReady(): void {
    const again = this.failures > 0 || this.current === 'polling' || this.current === 'offline';
    this.ready = true;
    this.failures = 0;
    this.stopPolling();
    this.setStatus('live');
    this.pingLater();
    for (const track of this.tracks.values()) if (!track.told) this.tell(track);
    this.options.onLook?.('all');
    if (again) this.refresh();
  }

  /** The server refused the stream.  Plain requests find out which conversation it was about. */
  private refused(problem: Problem): void {
    this.lost();
    if (this.options.staff && problem.status === 401) this.options.onRefused?.(problem);
    else this.refresh();
  }

  private lost(): void {
    const wasReady = this.ready;
    this.dropSocket();
    if (!this.running) return;
    this.failures += 1;
    if (this.current === 'live') this.setStatus('connecting');
    if (!wasReady && this.failures >= FAILURES_BEFORE_POLLING) this.startPolling();
    this.connectSoon(wasReady ? 1000 * this.environment.random() : backoff(this.failures, this.environment.random));
  }

  private dropSocket(): void {
    const socket = this.socket;
    this.socket = null;
    this.ready = false;
    for (const track of this.tracks.values()) track.told = false;
    this.clearWatchdog();
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /* A stream that says nothing is asked; one that doesn't answer is dropped. */

  private clearWatchdog(): void {
    if (this.watchdog !== null) this.environment.clearTimeout(this.watchdog);
    this.watchdog = null;
  }

  private deadline(within: number): void {
    this.clearWatchdog();
    this.watchdog = this.environment.setTimeout(() => this.lost(), within);
  }

  private pingEvery(): number {
    return this.options.staff ? STAFF_PING_EVERY : this.silence;
  }

  private pingLater(): void {
    this.clearWatchdog();
    this.watchdog = this.environment.setTimeout(() => this.ping(PONG_WITHIN), this.pingEvery());
  }

  private ping(answerWithin: number): void {
    this.deadline(answerWithin);
    this.send({ type: 'ping' });
  }

  /* Without a stream --------------------------------------------------------- */

  private startPolling(): void {
    if (this.polling) return;
    this.polling = new AbortController();
    this.pollFailures = 0;
    void this.poll(this.polling.signal);
  }

  private stopPolling(): void {
    this.polling?.abort();
    this.polling = null;
  }

  private async poll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const began = this.environment.now();
      /* Staff have lists too, which a long poll of one conversation would keep waiting. */
      const isLong = this.tracks.size === 1 && this.current === 'polling' && !this.options.staff;
      const answered = await this.pollOnce(isLong ? POLL_WAIT_SECONDS : 0, signal);
      if (signal.aborted) return;
      const isFirst = answered && this.current !== 'polling';
      this.setStatus(answered ? 'polling' : 'offline');
      this.pollFailures = answered ? 0 : this.pollFailures + 1;
      if (!answered) await this.sleep(backoff(this.pollFailures, this.environment.random, 1000, 15_000));
      else if (!isFirst && this.environment.now() - began < POLL_PAUSE) await this.sleep(isLong ? LONG_POLL_PAUSE : POLL_PAUSE);
    }
  }

  /** One round over everything watched; false when the server didn't answer. */
  private async pollOnce(wait: number, signal: AbortSignal): Promise<boolean> {
    for (const track of [...this.tracks.values()]) {
      try {
        await this.ask(track, wait, signal);
        await this.askView(track);
      } catch (error) {
        if (signal.aborted) return true;
        if (worthRetrying(error)) return false;
        if (this.isWatched(track)) this.gone(track, error);
      }
    }
    return this.options.staff ? this.pollLists() : true;
  }

  private async pollLists(): Promise<boolean> {
    try {
      await this.options.api.get('/healthz');
      this.options.onLook?.('all');
      return true;
    } catch {
      return false;
    }
  }

  private sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.environment.setTimeout(resolve, milliseconds));
  }

  private setStatus(status: SyncStatus): void {
    if (status === this.current) return;
    this.current = status;
    this.options.onStatus?.(status);
  }
}

/** The stream's address for a page's own server. */
export function streamAddress(at: { protocol: string; host: string } = location): string {
  return `${at.protocol === 'https:' ? 'wss' : 'ws'}://${at.host}/v1/stream`;
}

/** Wakes the synchroniser when the page is shown again or the network is back; returns the undoing. */
export function wakeWithPage(synchroniser: Synchroniser): () => void {
  const wake = () => {
    if (document.visibilityState === 'visible') synchroniser.wake();
  };
  document.addEventListener('visibilitychange', wake);
  window.addEventListener('online', wake);
  window.addEventListener('focus', wake);
  return () => {
    document.removeEventListener('visibilitychange', wake);
    window.removeEventListener('online', wake);
    window.removeEventListener('focus', wake);
  };
}
