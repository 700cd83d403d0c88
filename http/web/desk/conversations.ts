// The conversations that the desk has open: each one's events, its view, and whether the visitor is
// typing.  The synchroniser brings the events in order and once; this keeps them for the screens.

import type { ApiError } from '../shared/api';
import type { Synchroniser } from '../shared/events';
import { createStore, type Store } from '../shared/store';
import type { ConversationView, LogEvent } from '../shared/types';

export interface Conversation {
  id: string;
  view: ConversationView | null;
  events: readonly LogEvent[];
  /** When the visitor was last seen typing. */
  typingAt: number;
  /** What they are typing, where the site shows that. */
  typed: string;
  /** Why it can't be read. */
  problem: ApiError | null;
}

export class Conversations {
  private readonly stores = new Map<string, Store<Conversation>>();
  private readonly holders = new Map<string, number>();

  constructor(
    private readonly synchroniser: Synchroniser,
    /** Told of each event that came while the conversation was held. */
    private readonly onEvents: (events: readonly LogEvent[]) => void,
  ) {}

  store(id: string): Store<Conversation> {
    let store = this.stores.get(id);
    if (!store) {
      store = createStore<Conversation>({ id, view: null, events: [], typingAt: 0, typed: '', problem: null });
      this.stores.set(id, store);
    }
    return store;
  }

  /** Keeps a conversation up to date until the returned function is called. */
  hold(id: string): () => void {
    const held = this.holders.get(id) ?? 0;
    this.holders.set(id, held + 1);
    if (held === 0) this.watch(id);
    return () => {
      const left = (this.holders.get(id) ?? 1) - 1;
      if (left > 0) {
        this.holders.set(id, left);
        return;
      }
      this.holders.delete(id);
      this.synchroniser.unwatch(id);
    };
  }

  /** Hands in events that came as the answer to a post. */
  deliver(id: string, events: readonly LogEvent[]): void {
    this.synchroniser.deliver(id, events);
  }

  private watch(id: string): void {
    const store = this.store(id);
    const last = store.get().events.at(-1)?.seq ?? 0;
    this.synchroniser.watch(id, last, {
      onEvents: (events) => this.take(store, events),
      onView: (view) => store.patch({ view, problem: null }),
      onTyping: (author, _name, text) => {
        /* Words that were taken back are nobody's typing. */
        if (author === 'visitor') store.patch({ typingAt: text === '' ? 0 : Date.now(), typed: text ?? '' });
      },
      onGone: (problem) => store.patch({ problem }),
    });
  }

  private take(store: Store<Conversation>, events: LogEvent[]): void {
    const spoke = events.some((event) => event.author === 'visitor' || event.type === 'closed');
    store.set((current) => ({
      ...current,
      events: [...current.events, ...events],
      typingAt: spoke ? 0 : current.typingAt,
      typed: spoke ? '' : current.typed,
    }));
    this.onEvents(events);
  }
}
