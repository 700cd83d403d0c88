// What the chat knows, and what follows from it.  Pure; session.ts changes it.

import type { SyncStatus } from '../shared/events';
import type { Unsent } from '../shared/outbox';
import type { Choice, ConversationView, LogEvent, Owner, SiteView } from '../shared/types';

export interface SessionState {
  site: SiteView | null;
  started: boolean;
  events: LogEvent[];
  view: ConversationView | null;
  unsent: Unsent[];
  status: SyncStatus;
  /** When the agent's typing notice runs out; 0 when nobody types. */
  typingUntil: number;
  /** Who of them types. */
  typist: string;
  draft: string;
  /** Which action is on its way, so that its button can say so. */
  busy: string | null;
  /** A sentence about what went wrong, already in the reader's language; '' for a lost connection. */
  failure: string | null;
  leaving: boolean;
  /** The conversation is being sent by mail. */
  mailing: boolean;
  /** The site's form is shown: before the chat, or before a person is called. */
  isAsking: boolean;
  /** A person was asked for while the team is away. */
  isAway: boolean;
  unread: number;
}

export const empty: SessionState = {
  site: null,
  started: false,
  events: [],
  view: null,
  unsent: [],
  status: 'idle',
  typingUntil: 0,
  typist: '',
  draft: '',
  busy: null,
  failure: null,
  leaving: false,
  mailing: false,
  isAsking: false,
  isAway: false,
  unread: 0,
};

export function ownerOf(state: SessionState): Owner {
  return state.view?.owner ?? 'bot';
}

/** The choices that are still open: the bot's last word offered them and nothing came after. */
export function openChoices(events: readonly LogEvent[]): Choice[] {
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const event = events[index]!;
    if (event.type === 'feedback') continue;
    return event.type === 'message' && event.author === 'bot' ? (event.choices ?? []) : [];
  }
  return [];
}

const fullWidth = '０１２３４５６７８９';

/** "2", "２", "2." or "2、" picks the second open choice. */
export function chosenByNumber(text: string, events: readonly LogEvent[]): Choice | undefined {
  const match = /^\s*([0-9０-９])\s*[.。、)）]?\s*$/.exec(text);
  if (!match) return undefined;
  const digit = match[1]!;
  const number = fullWidth.includes(digit) ? fullWidth.indexOf(digit) : Number(digit);
  return openChoices(events)[number - 1];
}

/** What the visitor said about an answer: the last word counts. */
export function helpfulness(events: readonly LogEvent[], seq: number): boolean | null {
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const event = events[index]!;
    if (event.type === 'feedback' && event.about === seq) return event.helpful ?? null;
  }
  return null;
}
