// Messages on their way.  A message is kept in the browser's storage from the moment it is written
// until the server has it in the log; it carries a key made here, so that sending it again, from
// this page, a second tab or after a reload, never makes a second message.  Messages of one
// conversation are sent in order.
//
// Not here: showing events (events.ts) and starting a conversation (each app's session).

import { ApiError, worthRetrying, type Api } from './api';
import { backoff, browserEnvironment, makeKey, type Environment } from './environment';
import { cleanText } from './text';
import type { Attachment, LogEvent } from './types';

export type Delivery = 'sending' | 'unsent' | 'refused';

export interface Unsent {
  key: string;
  /** '' until there is a conversation: see OutboxOptions.begin. */
  conversation: string;
  kind: 'messages' | 'note' | 'whisper';
  text: string;
  choice?: string;
  /** Uploaded already (files.ts). */
  files?: Attachment[];
  /** Staff: the entry whose answer it came of, and the number of the message that it answers. */
  entry?: string;
  about?: number;
  at: number;
  /** sending: being sent now or waiting its turn.  unsent: tried in vain, tried again.  refused: the server said no. */
  state: Delivery;
  /** Why it was refused, in the reader's language. */
  reason?: string;
}

export interface OutboxOptions {
  api: Api;
  /** Name of this outbox in storage: pages with the same name share it. */
  name: string;
  tokenOf?: (conversation: string) => string | undefined;
  /** Events that the server answered with. */
  onEvents: (conversation: string, events: LogEvent[]) => void;
  onChange: () => void;
  /** Makes the conversation for messages that have none yet; returns its id. */
  begin?: () => Promise<string>;
  storage?: Storage | null;
  environment?: Environment;
}

/** The browser's storage; null where it is forbidden or full. */
export function safeStorage(): Storage | null {
  try {
    const probe = '__foyer_probe__';
    localStorage.setItem(probe, '1');
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return null;
  }
}

export class Outbox {
  private readonly options: OutboxOptions;
  private readonly environment: Environment;
  private readonly storage: Storage | null;
  private readonly items = new Map<string, Unsent>();
  private readonly sending = new Set<string>();
  private readonly attempts = new Map<string, number>();
  private readonly timers = new Map<string, number>();
  /** Messages that storage had no room for: they live as long as this page does. */
  private readonly unstored = new Set<string>();

  constructor(options: OutboxOptions) {
    this.options = options;
    this.environment = options.environment ?? browserEnvironment;
    this.storage = options.storage === undefined ? safeStorage() : options.storage;
    this.load();
  }

  /** Takes a message; it is stored before anything is sent.  Returns its key. */
  add(conversation: string, text: string, more: { kind?: Unsent['kind']; choice?: string; files?: Attachment[]; entry?: string; about?: number } = {}): string {
    const item: Unsent = {
      key: makeKey(),
      conversation,
      kind: more.kind ?? 'messages',
      text: cleanText(text),
      at: this.environment.now(),
      state: 'sending',
    };
    if (more.choice) item.choice = more.choice;
    if (more.files?.length) item.files = more.files;
    if (more.entry !== undefined) Object.assign(item, { entry: more.entry, about: more.about ?? 0 });
    this.keep(item);
    this.options.onChange();
    void this.run(conversation);
    return item.key;
  }

  /** What is not yet in the log of a conversation, oldest first. */
  list(conversation: string): Unsent[] {
    return [...this.items.values()].filter((item) => item.conversation === conversation).sort((one, other) => one.at - other.at);
  }

  /** Events that reached this page: messages of ours among them have arrived. */
  settle(events: readonly LogEvent[]): void {
    let changed = false;
    for (const event of events) {
      if (event.key && this.items.has(event.key)) {
        this.drop(event.key);
        changed = true;
      }
    }
    if (changed) this.options.onChange();
  }

  /** Tries again at once: the reader asked, or the network is back. */
  retry(conversation?: string): void {
    for (const name of this.conversations()) {
      if (conversation !== undefined && name !== conversation) continue;
      this.attempts.delete(name);
      this.clearTimer(name);
      void this.run(name);
    }
  }

  /** Takes back a message that was not sent; returns it. */
  remove(key: string): Unsent | null {
    const item = this.items.get(key);
    if (!item) return null;
    this.drop(key);
    this.options.onChange();
    return item;
  }

  /** Reads storage again: another tab may have added or settled messages. */
  reload(): void {
    this.load();
    this.options.onChange();
  }

  private conversations(): Set<string> {
    return new Set([...this.items.values()].map((item) => item.conversation));
  }

  private async run(conversation: string): Promise<void> {
    if (this.sending.has(conversation)) return;
    this.sending.add(conversation);
    this.clearTimer(conversation);
    let done = false;
    try {
      done = conversation === '' ? await this.adopt() : await this.sendAll(conversation);
    } finally {
      this.sending.delete(conversation);
    }
    if (done) this.attempts.delete(conversation);
    else this.runLater(conversation);
  }

  /** Sends in order; false when it has to be tried again later. */
  private async sendAll(conversation: string): Promise<boolean> {
    for (let item = this.next(conversation); item; item = this.next(conversation)) {
      if (!(await this.sendOne(item))) return false;
    }
    return true;
  }

  /** Makes the conversation that messages are waiting for, and gives them to it. */
  private async adopt(): Promise<boolean> {
    const waiting = this.pending('');
    if (waiting.length === 0) return true;
    try {
      if (!this.options.begin) throw new Error('a message without a conversation');
      const conversation = await this.options.begin();
      for (const item of this.list('')) this.keep({ ...item, conversation });
      this.options.onChange();
      void this.run(conversation);
      return true;
    } catch (error) {
      return this.failed(waiting, error);
    }
  }

  /** Marks what could not be sent; true when trying again is no use. */
  private failed(items: Unsent[], error: unknown): boolean {
    const isFinal = error instanceof ApiError && !worthRetrying(error);
    for (const item of items) this.mark(item.key, isFinal ? { state: 'refused', reason: error.message } : { state: 'unsent' });
    return isFinal;
  }

  private next(conversation: string): Unsent | undefined {
    return this.pending(conversation)[0];
  }

  private pending(conversation: string): Unsent[] {
    return this.list(conversation).filter((item) => item.state !== 'refused');
  }

  private runLater(conversation: string): void {
    const attempt = this.attempts.get(conversation) ?? 0;
    this.attempts.set(conversation, attempt + 1);
    const delay = backoff(attempt, this.environment.random, 1000, 20_000);
    this.timers.set(conversation, this.environment.setTimeout(() => void this.run(conversation), delay));
  }

  private clearTimer(conversation: string): void {
    const timer = this.timers.get(conversation);
    if (timer !== undefined) this.environment.clearTimeout(timer);
    this.timers.delete(conversation);
  }

  /** True when the message is out of the way: sent, or refused for good. */
  private async sendOne(item: Unsent): Promise<boolean> {
    try {
      const answer = await this.post(item);
      this.drop(item.key);
      this.options.onEvents(item.conversation, answer.events);
      this.options.onChange();
      return true;
    } catch (error) {
      return this.failed(worthRetrying(error) ? this.pending(item.conversation) : [item], error);
    }
  }

  private post(item: Unsent): Promise<{ events: LogEvent[] }> {
    const body: Record<string, unknown> = { key: item.key };
    if (item.text) body['text'] = item.text;
    if (item.files) body['files'] = item.files.map((file) => file.id);
    if (item.entry !== undefined) Object.assign(body, { entry: item.entry, about: item.about });
    if (item.choice) body['choice'] = item.choice;
    return this.options.api.post(`/v1/conversations/${encodeURIComponent(item.conversation)}/${item.kind}`, body, {
      token: this.options.tokenOf?.(item.conversation),
    });
  }

  private mark(key: string, change: Partial<Unsent>): void {
    const item = this.items.get(key);
    if (!item) return;
    this.keep({ ...item, ...change });
    this.options.onChange();
  }

  private get prefix(): string {
    return `${this.options.name}:unsent:`;
  }

  private keep(item: Unsent): void {
    this.items.set(item.key, item);
    try {
      this.storage?.setItem(this.prefix + item.key, JSON.stringify(item));
      this.unstored.delete(item.key);
    } catch {
      this.unstored.add(item.key);
    }
  }

  private drop(key: string): void {
    this.items.delete(key);
    this.unstored.delete(key);
    this.storage?.removeItem(this.prefix + key);
  }

  private load(): void {
    if (!this.storage) return;
    const stored = new Set<string>();
    for (let index = 0; index < this.storage.length; index += 1) {
      const name = this.storage.key(index);
      if (!name?.startsWith(this.prefix)) continue;
      const item = readItem(this.storage.getItem(name));
      if (!item) continue;
      stored.add(item.key);
      if (!this.items.has(item.key)) this.items.set(item.key, item);
    }
    for (const key of [...this.items.keys()]) {
      if (!stored.has(key) && !this.unstored.has(key)) this.items.delete(key);
    }
  }
}

function readItem(text: string | null): Unsent | null {
  try {
    const item = JSON.parse(text ?? '') as Unsent;
    return typeof item.key === 'string' && typeof item.text === 'string' ? item : null;
  } catch {
    return null;
  }
}
