// Messages on their way.  Each has a key made here, so that sending it again after a lost answer is
// safe; they survive a reload; they go out one after another within a conversation, so that their
// order is kept.  What the server refuses stays, with its reason, until its author decides.

import { ApiError, worthRetrying, type Api } from '../shared/api';
import { createStore, type Store } from '../shared/store';
import { recall, remember } from './settings';
import type { EventsAnswer } from './types';

export interface Unsent {
  key: string;
  conversation: string;
  kind: 'messages' | 'note';
  text: string;
  at: number;
  state: 'waiting' | 'sending' | 'failed' | 'refused';
  /** Why it was refused, in the reader's language. */
  reason?: string;
}

const RETRY_EVERY = 4000;

export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function recalled(name: string): Unsent[] {
  try {
    const list = JSON.parse(recall(name) ?? '[]') as Unsent[];
    return list.map((unsent) => (unsent.state === 'sending' ? { ...unsent, state: 'waiting' as const } : unsent));
  } catch {
    return [];
  }
}

export class Outbox {
  readonly unsent: Store<readonly Unsent[]>;
  private readonly busy = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly api: Api,
    private readonly owner: string,
    private readonly onSent: (conversation: string, answer: EventsAnswer) => void,
  ) {
    this.unsent = createStore<readonly Unsent[]>(recalled(this.name));
    this.unsent.subscribe(() => remember(this.name, this.unsent.get().length ? JSON.stringify(this.unsent.get()) : null));
  }

  private get name(): string {
    return `outbox:${this.owner}`;
  }

  post(conversation: string, kind: Unsent['kind'], text: string): void {
    const unsent: Unsent = { key: newKey(), conversation, kind, text, at: Date.now(), state: 'waiting' };
    this.unsent.set((list) => [...list, unsent]);
    void this.drain(conversation);
  }

  retry(key: string): void {
    const unsent = this.unsent.get().find((one) => one.key === key);
    if (!unsent) return;
    this.mark(key, { state: 'waiting' });
    void this.drain(unsent.conversation);
  }

  discard(key: string): void {
    this.unsent.set((list) => list.filter((one) => one.key !== key));
  }

  /** Tries everything that waits: called when the connection is back. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const conversation of new Set(this.unsent.get().map((one) => one.conversation))) void this.drain(conversation);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private mark(key: string, part: Partial<Unsent>): void {
    this.unsent.set((list) => list.map((one) => (one.key === key ? { ...one, ...part } : one)));
  }

  private async drain(conversation: string): Promise<void> {
    if (this.busy.has(conversation)) return;
    this.busy.add(conversation);
    try {
      for (;;) {
        const next = this.unsent.get().find((one) => one.conversation === conversation && one.state !== 'refused');
        if (!next || !(await this.send(next))) break;
      }
    } finally {
      this.busy.delete(conversation);
    }
  }

  /** False when it is wiser to wait before the next one. */
  private async send(unsent: Unsent): Promise<boolean> {
    this.mark(unsent.key, { state: 'sending' });
    try {
      const answer = await this.api.post<EventsAnswer>(`/v1/conversations/${unsent.conversation}/${unsent.kind}`, {
        text: unsent.text,
        key: unsent.key,
      });
      this.onSent(unsent.conversation, answer);
      this.discard(unsent.key);
      return true;
    } catch (error) {
      if (error instanceof ApiError && !worthRetrying(error)) {
        this.mark(unsent.key, { state: 'refused', reason: error.message });
        return true;
      }
      this.mark(unsent.key, { state: 'failed' });
      this.timer ??= setTimeout(() => this.flush(), RETRY_EVERY);
      return false;
    }
  }
}
