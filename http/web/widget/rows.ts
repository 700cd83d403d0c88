// Turns a conversation's events into the rows that are shown: days, messages in runs of the same
// author, and the lines that tell what happened.  Pure.

import type { ConversationView, LogEvent } from '../shared/types';

export type Row =
  | { kind: 'day'; key: string; at: number }
  | { kind: 'message'; key: string; event: LogEvent; follows: boolean }
  | { kind: 'line'; key: string; event: LogEvent };

/** Events that tell something to the visitor and are not messages. */
const lines = new Set(['handoff', 'assigned', 'transferred', 'returned', 'back-to-bot', 'left-message', 'closed', 'joined', 'left']);

/** Messages of one author further apart than this are not one run. */
const RUN = 5 * 60_000;

const dayOf = (at: number) => new Date(at).toDateString();

function continues(event: LogEvent, before: LogEvent | null): boolean {
  if (!before || before.type !== 'message') return false;
  return before.author === event.author && before.name === event.name && event.at - before.at < RUN;
}

/** Leaving a message ends the conversation; one line says enough. */
export function endsByMessage(event: LogEvent, before: LogEvent | null | undefined): boolean {
  return event.type === 'closed' && before?.type === 'left-message';
}

/** That somebody takes over is told by the line before. */
function repeatsTransfer(event: LogEvent): boolean {
  return event.type === 'assigned' && event.how === 'transferred';
}

export function rowsOf(events: readonly LogEvent[]): Row[] {
  const rows: Row[] = [];
  let day = '';
  let before: LogEvent | null = null;
  for (const event of events) {
    const isMessage = event.type === 'message';
    if (!isMessage && !lines.has(event.type)) continue;
    if (endsByMessage(event, before) || repeatsTransfer(event)) continue;
    if (dayOf(event.at) !== day) {
      day = dayOf(event.at);
      before = null;
      rows.push({ kind: 'day', key: `day-${day}`, at: event.at });
    }
    if (isMessage) rows.push({ kind: 'message', key: String(event.seq), event, follows: continues(event, before) });
    else rows.push({ kind: 'line', key: String(event.seq), event });
    before = event;
  }
  return rows;
}

export type Reach = 'sent' | 'delivered' | 'read';

/** How far a visitor's message got: into the log, onto an agent's open desk, before somebody's eyes.
 * An answer shows that it was read. */
export function reachOf(events: readonly LogEvent[], view: ConversationView | null, seq: number): Reach {
  const answered = events.some((event) => event.seq > seq && event.type === 'message' && (event.author === 'agent' || event.author === 'bot'));
  if (answered || (view?.owner === 'agent' && (view.read_seq ?? 0) >= seq)) return 'read';
  return view?.owner === 'agent' && view.agent?.here ? 'delivered' : 'sent';
}

/** Whether the last word is the bot's answer to what the visitor wrote just before. */
export function answersQuestion(events: readonly LogEvent[]): boolean {
  const last = events[events.length - 1];
  const before = events[events.length - 2];
  return last?.type === 'message' && last.author === 'bot' && before?.type === 'message' && before.author === 'visitor';
}
