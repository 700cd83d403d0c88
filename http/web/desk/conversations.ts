// The conversations that the desk has open: each one's events, in order and without doubles, its
// view, and whether the visitor is typing.  Fed by answers and by the stream alike; a gap in the
// numbers is closed by fetching.

import type { Api } from '../shared/api';
import { createStore, type Store } from '../shared/store';
import type { ConversationView, LogEvent } from '../shared/types';
import type { Live } from './live';
import type { EventsAnswer } from './types';

export interface Conversation {
  id: string;
  view: ConversationView | null;
  events: readonly LogEvent[];
  /** When the visitor was last seen typing. */
  typingAt: number;
  isLoaded: boolean;
  problem: unknown;
}

/** Adds events by their numbers; the same array when nothing is new. */
export function mergeEvents(have: readonly LogEvent[], more: readonly LogEvent[]): readonly LogEvent[] {
  const known = new Set(have.map((event) => event.seq));
  const fresh = more.filter((event) => !known.has(event.seq));
  if (fresh.length === 0) return have;
  return [...have, ...fresh].sort((a, b) => a.seq - b.seq);
}

/** The last number up to which nothing is missing. */
export function wholeUpTo(events: readonly LogEvent[]): number {
  let expected = 1;
  for (const event of events) {
    if (event.seq !== expected) break;
    expected += 1;
  }
  return expected - 1;
}

const empty = (id: string): Conversation => ({ id, view: null, events: [], typingAt: 0, isLoaded: false, problem: null });

export class Conversations {
  private readonly stores = new Map<string, Store<Conversation>>();
  private readonly fetching = new Set<string>();
  private readonly holders = new Map<string, number>();

  constructor(
    private readonly api: Api,
    private readonly live: Live,
  ) {
    live.listen({
      onEvents: (id, events) => {
        if (this.stores.has(id)) this.add(id, events);
      },
      onView: (view) => this.stores.get(view.id)?.patch({ view }),
      onTyping: (id) => this.stores.get(id)?.patch({ typingAt: Date.now() }),
      onReady: () => this.refetchHeld(),
    });
  }

  store(id: string): Store<Conversation> {
    let store = this.stores.get(id);
    if (!store) this.stores.set(id, (store = createStore(empty(id))));
    return store;
  }

  /** Keeps a conversation up to date until the returned function is called. */
  hold(id: string): () => void {
    this.holders.set(id, (this.holders.get(id) ?? 0) + 1);
    this.live.watch(id, () => wholeUpTo(this.store(id).get().events));
    void this.fetch(id);
    return () => {
      const left = (this.holders.get(id) ?? 1) - 1;
      if (left > 0) {
        this.holders.set(id, left);
      } else {
        this.holders.delete(id);
        this.live.unwatch(id);
      }
    };
  }

  add(id: string, events: readonly LogEvent[]): void {
    const store = this.store(id);
    store.set((current) => {
      const merged = mergeEvents(current.events, events);
      if (merged === current.events) return current;
      const spoke = events.some((event) => event.author === 'visitor');
      return { ...current, events: merged, typingAt: spoke ? 0 : current.typingAt };
    });
    const { events: held } = store.get();
    const last = held[held.length - 1]?.seq ?? 0;
    if (store.get().isLoaded && wholeUpTo(held) < last) void this.fetch(id);
  }

  /** Fetches the view and the events that are missing. */
  async fetch(id: string): Promise<void> {
    if (this.fetching.has(id)) return;
    this.fetching.add(id);
    const store = this.store(id);
    try {
      const after = wholeUpTo(store.get().events);
      const [view, answer] = await Promise.all([
        this.api.get<ConversationView>(`/v1/conversations/${id}`),
        this.api.get<EventsAnswer>(`/v1/conversations/${id}/events?after=${after}`),
      ]);
      store.patch({ view, problem: null, isLoaded: true });
      this.add(id, answer.events);
    } catch (problem) {
      store.patch({ problem });
    } finally {
      this.fetching.delete(id);
    }
  }

  refetchHeld(): void {
    for (const id of this.holders.keys()) void this.fetch(id);
  }
}
