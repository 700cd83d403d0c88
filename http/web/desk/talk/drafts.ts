// What is half written, kept on the server for its writer: it is there in another browser too.  What
// the server hasn't got yet is kept in this browser, for its writer alone, and goes before what the server has.

import { useEffect, useState } from 'preact/hooks';
import { worthRetrying, type Api } from '../../shared/api';
import { useDesk, type Desk } from '../desk';
import { recall, remember } from '../memory';

export type DraftKind = 'reply' | 'note';

const SAVE_PAUSE = 700;
const ASK_PAUSE = 1000;
const ASK_PAUSE_MOST = 30_000;

interface Drafts {
  reply: string | null;
  note: string | null;
}

/** One text that is being written. */
export class Draft {
  text: string;
  /** Grows with each writing: what the server was asked before is older than what was written since. */
  edition = 0;
  private isSaving = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();
  private isTouched: boolean;

  constructor(
    private readonly api: Api,
    private readonly writer: string,
    private readonly conversation: string,
    private readonly kind: DraftKind,
  ) {
    const unsaved = recall(this.name);
    this.text = unsaved ?? '';
    this.isTouched = unsaved !== null;
  }

  private get name(): string {
    return `draft:${this.writer}:${this.kind}:${this.conversation}`;
  }

  watch(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  write(text: string): void {
    this.text = text;
    this.edition += 1;
    this.isTouched = true;
    remember(this.name, text);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), SAVE_PAUSE);
    this.tell();
  }

  /** It became a message: the server forgets the draft with it. */
  sent(): void {
    clearTimeout(this.timer);
    this.text = '';
    this.edition += 1;
    this.isTouched = false;
    remember(this.name, null);
    this.tell();
  }

  /** What the server had when it was asked, unless something was written here since. */
  take(stored: string | null, asOf: number): void {
    if (this.isTouched || asOf !== this.edition || this.text === (stored ?? '')) return;
    this.text = stored ?? '';
    this.tell();
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }

  /** One after the other, so that the last is the one that stays. */
  private async save(): Promise<void> {
    if (this.isSaving) return;
    this.isSaving = true;
    const { text, edition } = this;
    try {
      await this.api.put(`/v1/conversations/${this.conversation}/drafts`, { kind: this.kind, text });
    } catch {
      return; /* kept in this browser, and saved with the next change */
    } finally {
      this.isSaving = false;
    }
    if (this.edition !== edition) {
      /* Written on, or sent: then the server may have forgotten it before this came, and must once more. */
      await this.save();
      return;
    }
    this.isTouched = false;
    remember(this.name, null);
  }
}

const drafts = new Map<string, Draft>();

function draftOf({ api, me }: Desk, conversation: string, kind: DraftKind): Draft {
  const writer = me.get().id;
  const name = `${writer}:${conversation}:${kind}`;
  let draft = drafts.get(name);
  if (!draft) {
    draft = new Draft(api, writer, conversation, kind);
    drafts.set(name, draft);
  }
  return draft;
}

/** The text, how to change it, and how to say that it was sent. */
export function useDraft(conversation: string, kind: DraftKind): [string, (text: string) => void, () => void] {
  const desk = useDesk();
  const [, render] = useState(0);
  const draft = draftOf(desk, conversation, kind);
  useEffect(() => draft.watch(() => render((count) => count + 1)), [draft]);
  useEffect(() => {
    const [reply, note] = [draftOf(desk, conversation, 'reply'), draftOf(desk, conversation, 'note')];
    const asOf = [reply.edition, note.edition] as const;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isShown = true;
    const ask = (pause: number): void => {
      desk.api
        .get<Drafts>(`/v1/conversations/${conversation}/drafts`)
        .then((stored) => {
          reply.take(stored.reply, asOf[0]);
          note.take(stored.note, asOf[1]);
        })
        .catch((error: unknown) => {
          if (isShown && worthRetrying(error)) timer = setTimeout(() => ask(Math.min(2 * pause, ASK_PAUSE_MOST)), pause);
        });
    };
    ask(ASK_PAUSE);
    return () => {
      isShown = false;
      clearTimeout(timer);
    };
  }, [desk, conversation]);
  return [draft.text, (text) => draft.write(text), () => draft.sent()];
}
