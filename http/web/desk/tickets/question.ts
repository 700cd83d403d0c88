// What a visitor asked last.

import type { LogEvent } from '../../shared/types';

/** Said in the same breath as the bot handed over. */
const SAME_TURN_MS = 1000;

/** Their last message, but rather not the one that only asks for a person. */
export function lastQuestion(events: readonly LogEvent[]): string {
  const said: LogEvent[] = [];
  for (const event of events) {
    const last = said[said.length - 1];
    if (event.type === 'message' && event.author === 'visitor') said.push(event);
    else if (event.type === 'handoff' && last && said.length > 1 && event.at - last.at < SAME_TURN_MS) said.pop();
  }
  return said[said.length - 1]?.text ?? '';
}
