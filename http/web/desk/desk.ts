// The desk of a signed-in staff member: the parts that every screen uses, made once at sign-in and
// taken apart at sign-out.

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { NetworkError, type Api } from '../shared/api';
import { Synchroniser, streamAddress, wakeWithPage, type Look, type SyncStatus } from '../shared/events';
import { Outbox } from '../shared/outbox';
import { createStore, type Store } from '../shared/store';
import type { LogEvent } from '../shared/types';
import { newAlerts, type Alert } from './alerts';
import { Conversations } from './conversations';
import { debounced, type Debounced } from './debounce';
import { Together, type News } from './together/together';
import type { Me, Presence, QueueAnswer } from './types';

export type What = Look;

/** The server joins what comes close together; this only joins what one frame sets off. */
const LOOK_PAUSE = 30;
/** What concerns all desks is read a little later, not by all at once: whom it is for goes first. */
const LOOK_SPREAD = 250;
/** Even when no frame says so, the queue is read this often: the last line of defence. */
const QUEUE_EVERY = 30_000;
/** A reconnection shorter than this goes unmentioned. */
const BLINK = 2_500;

export interface DeskHooks {
  /** What one look at the queue found to be new. */
  onAlerts(alerts: readonly Alert[]): void;
  /** What colleagues did. */
  onTogether(news: readonly News[]): void;
  onSignedOut(): void;
  /** False for those who may not see conversations. */
  readsQueue: boolean;
}

export class Desk {
  readonly me: Store<Me>;
  readonly queue: Store<QueueAnswer | null> = createStore<QueueAnswer | null>(null);
  readonly status: Store<SyncStatus> = createStore<SyncStatus>('connecting');
  /** The stream has been down for longer than a blink. */
  readonly isLate: Store<boolean> = createStore(false);
  /** When the queue was read last; 0: never. */
  readonly freshAt: Store<number> = createStore(0);
  /** Counts what the server told us to look at again; screens refetch when theirs grows. */
  readonly looks: Store<Record<What, number>> = createStore({ queue: 0, staff: 0, knowledge: 0, workbench: 0, together: 0, me: 0 });
  readonly synchroniser: Synchroniser;
  readonly conversations: Conversations;
  readonly outbox: Outbox;
  readonly together: Together;
  /** Grows whenever a message on its way changes. */
  readonly outboxChanges: Store<number> = createStore(0);
  /** Conversations that this person has just accepted: no alert for them. */
  private readonly expected = new Set<string>();
  private readonly held = new Map<string, () => void>();
  private readonly lookAtQueue: Debounced;
  /** Grows when one says how one is present: what the server was asked before knows nothing of it. */
  private saidAt = 0;
  private isStopped = false;
  private blink: ReturnType<typeof setTimeout> | undefined;
  private readonly undo: (() => void)[] = [];

  constructor(
    readonly api: Api,
    me: Me,
    private readonly hooks: DeskHooks,
  ) {
    this.me = createStore(me);
    this.lookAtQueue = debounced(() => this.fetchQueue(), LOOK_PAUSE);
    this.synchroniser = new Synchroniser({
      api,
      address: streamAddress(),
      staff: true,
      onStatus: (status) => this.changeStatus(status),
      onLook: (what) => this.look(what),
      onRefused: () => hooks.onSignedOut(),
    });
    this.outbox = new Outbox({
      api,
      name: `foyer-desk:${me.id}`,
      onEvents: (id, events) => this.conversations.deliver(id, events),
      onChange: () => this.outboxChanges.set((count) => count + 1),
    });
    this.conversations = new Conversations(this.synchroniser, (events) => this.heard(events));
    this.together = new Together(api, this.conversations, (news) => hooks.onTogether(news));
  }

  start(): void {
    const timer = setInterval(() => {
      this.lookAtQueue.now();
      this.together.now();
    }, QUEUE_EVERY);
    this.undo.push(() => clearInterval(timer), wakeWithPage(this.synchroniser));
    this.synchroniser.start();
    this.lookAtQueue.now();
    this.together.now();
    this.outbox.retry();
  }

  stop(): void {
    this.isStopped = true;
    for (const undo of this.undo) undo();
    clearTimeout(this.blink);
    this.lookAtQueue.stop();
    this.together.stop();
    this.synchroniser.stop();
  }

  refreshQueue(): void {
    this.lookAtQueue.now();
  }

  async setPresence(presence: Presence): Promise<void> {
    const { presence: before, away_reason } = this.me.get();
    const mine = (this.saidAt += 1);
    this.me.patch({ presence, away_reason: null });
    try {
      await this.api.put('/v1/me/presence', { presence });
    } catch (error) {
      if (mine === this.saidAt) this.me.patch({ presence: before, away_reason });
      throw error;
    }
    this.saidAt += 1;
    this.lookAtQueue.now();
  }

  /** Nobody has touched this desk for a while. */
  async sayIdle(): Promise<void> {
    this.me.set((await this.api.put<{ me: Me }>('/v1/me/presence', { presence: 'away', idle: true })).me);
  }

  /** Accepts a waiting conversation; the alert for it is spared. */
  async accept(id: string): Promise<void> {
    this.expected.add(id);
    try {
      await this.api.post(`/v1/conversations/${id}/accept`);
    } catch (error) {
      this.expected.delete(id);
      throw error;
    } finally {
      this.refreshAll();
    }
  }

  /** Looks at everything that an action on a conversation changes. */
  refreshAll(): void {
    this.synchroniser.refresh();
    this.look('queue');
    this.lookAtQueue.now();
  }

  private changeStatus(status: SyncStatus): void {
    this.status.set(status);
    clearTimeout(this.blink);
    if (status === 'connecting') this.blink = setTimeout(() => this.isLate.set(true), BLINK);
    else this.isLate.set(false);
    if (status === 'live' || status === 'polling') this.outbox.retry();
  }

  private look(what: What | 'all'): void {
    const all: What[] = what === 'all' ? ['queue', 'staff', 'knowledge', 'workbench', 'together', 'me'] : [what];
    this.looks.set((looks) => {
      const next = { ...looks };
      for (const one of all) next[one] += 1;
      return next;
    });
    /* "me" too: what one has read on another device is read here. */
    if (all.includes('me')) this.lookAtQueue.soon();
    else if (all.includes('queue') || all.includes('staff')) this.lookAtQueue.soon(LOOK_PAUSE + Math.random() * LOOK_SPREAD);
    if (all.includes('together')) this.together.soon();
    if (all.includes('me')) void this.fetchMe();
  }

  private heard(events: readonly LogEvent[]): void {
    this.outbox.settle(events);
    this.lookAtQueue.soon();
    this.together.heard();
  }

  private async fetchQueue(): Promise<void> {
    if (!this.hooks.readsQueue) return;
    try {
      const after = await this.api.get<QueueAnswer>('/v1/queue');
      if (this.isStopped) return;
      const alerts = newAlerts(this.queue.get(), after, this.expected);
      this.queue.set(after);
      this.freshAt.set(Date.now());
      for (const one of after.mine) this.expected.delete(one.id);
      this.holdMine(after);
      if (alerts.length > 0) this.hooks.onAlerts(alerts);
    } catch (error) {
      if (error instanceof NetworkError && this.status.get() === 'live') this.synchroniser.wake();
    }
  }

  private async fetchMe(): Promise<void> {
    const asOf = this.saidAt;
    try {
      const { me } = await this.api.get<{ me: Me }>('/v1/session');
      if (asOf === this.saidAt) this.me.set(me);
      else await this.fetchMe();
    } catch {
      /* asked again at the next look */
    }
  }

  /** My own conversations stay watched, so that their messages come at once, whichever is open. */
  private holdMine(queue: QueueAnswer): void {
    const mine = new Set(queue.mine.map((one) => one.id));
    for (const [id, release] of this.held) {
      if (mine.has(id)) continue;
      release();
      this.held.delete(id);
    }
    for (const id of mine) {
      if (!this.held.has(id)) this.held.set(id, this.conversations.hold(id));
    }
  }
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('outside of a signed-in desk');
  return desk;
}
