// What a dialog of a ticket sends: of the ticket as it was when the dialog was opened, so that what a
// colleague saved since then is refused by the server rather than overwritten.

import type { Change, Ticket } from './types';

type Words = Pick<Ticket, 'title' | 'detail' | 'contact'>;

/** Only what was changed. */
export function editOf(before: Words & Pick<Ticket, 'revision'>, draft: Words): Change {
  const change: Change = { revision: before.revision };
  for (const name of ['title', 'detail', 'contact'] as const) if (draft[name] !== before[name]) change[name] = draft[name];
  return change;
}

export function solutionOf(before: Pick<Ticket, 'revision'>, solution: string): Change {
  return { revision: before.revision, state: 'solved', solution: solution.trim() };
}
