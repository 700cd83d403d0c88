// What colleagues want of this person: invitations, conversations beside others, tidings, and how
// many of their messages are unread.  Read again whenever the server says that it changed; what is
// new between two looks is told, so nothing is missed while the stream was down.

import type { Api } from '../../shared/api';
import { createStore, type Store } from '../../shared/store';
import type { Conversations } from '../conversations';
import { debounced, type Debounced } from '../debounce';
import type { Summary } from '../types';
import type { Invitation, Tiding, TogetherAnswer } from './types';

const PAUSE = 30;

export type News =
  | { kind: 'invitation'; invitation: Invitation }
  | { kind: 'tiding'; tiding: Tiding }
  | { kind: 'message'; conversation: Summary }
  | { kind: 'colleague' };

/** What is new for this person; tidings count at the first look too, for they were waiting. */
export function newsOf(before: TogetherAnswer | null, after: TogetherAnswer): News[] {
  const news: News[] = [];
  const invited = new Set(before?.invitations.map((one) => one.conversation));
  const told = new Set(before?.tidings.map((one) => one.id));
  const unread = new Map(before?.joined.map((one) => [one.id, one.unread]));
  for (const invitation of after.invitations) if (!invited.has(invitation.conversation)) news.push({ kind: 'invitation', invitation });
  for (const tiding of after.tidings) if (!told.has(tiding.id)) news.push({ kind: 'tiding', tiding });
  for (const conversation of after.joined) {
    const known = unread.get(conversation.id);
    if (known !== undefined && conversation.unread > known) news.push({ kind: 'message', conversation });
  }
  if (before && after.unread > before.unread) news.push({ kind: 'colleague' });
  return news;
}

export class Together {
  readonly answer: Store<TogetherAnswer | null> = createStore<TogetherAnswer | null>(null);
  private readonly held = new Map<string, () => void>();
  private readonly look: Debounced;
  private isStopped = false;

  constructor(
    private readonly api: Api,
    private readonly conversations: Conversations,
    private readonly onNews: (news: readonly News[]) => void,
  ) {
    this.look = debounced(() => this.fetch(), PAUSE);
  }

  now(): void {
    this.look.now();
  }

  soon(): void {
    this.look.soon();
  }

  stop(): void {
    this.isStopped = true;
    this.look.stop();
    for (const release of this.held.values()) release();
    this.held.clear();
  }

  /** Events came: where one is beside others they change what is unread. */
  heard(): void {
    if ((this.answer.get()?.joined.length ?? 0) > 0) this.look.soon();
  }

  /** They have heard of it: it isn't told again, here or on another device. */
  seen(tiding: Tiding): void {
    void this.api.post(`/v1/together/tidings/${tiding.id}/seen`).catch(() => undefined);
  }

  private async fetch(): Promise<void> {
    try {
      const after = await this.api.get<TogetherAnswer>('/v1/together');
      if (this.isStopped) return;
      const news = newsOf(this.answer.get(), after);
      this.answer.set(after);
      this.hold(after);
      if (news.length > 0) this.onNews(news);
    } catch {
      /* asked again at the next look */
    }
  }

  /** What one is in stays up to date, whichever is open. */
  private hold({ joined, watched }: TogetherAnswer): void {
    const ids = new Set([...joined, ...watched].map((one) => one.id));
    for (const [id, release] of this.held) {
      if (ids.has(id)) continue;
      release();
      this.held.delete(id);
    }
    for (const id of ids) if (!this.held.has(id)) this.held.set(id, this.conversations.hold(id));
  }
}
