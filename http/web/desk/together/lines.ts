// What happened among the staff in a conversation, as lines of its log.

import type { LogEvent } from '../../shared/types';
import type { T } from '../texts';

/** Null for events that aren't of this kind. */
export function togetherLine(t: T, event: LogEvent): string | null {
  const agent = event.agent ?? t('event.someone');
  const by = event.name ?? t('event.someone');
  const isRemoval = event.how === 'removed';
  switch (event.type) {
    case 'joined':
      return t(event.how === 'supervisor' ? 'event.joinedSupervisor' : 'event.joined', { agent });
    case 'left':
      return isRemoval ? t('event.removed', { agent, by }) : t('event.left', { agent });
    case 'invited':
      return t('event.invited', { agent, by }) + (event.text ? ` “${event.text}”` : '');
    case 'declined':
      return isRemoval ? t('event.invitationTakenBack', { agent, by }) : t('event.declined', { agent });
    case 'assigned':
      if (event.how !== 'taken-over') return null;
      return event.from ? t('event.takenOverFrom', { agent, from: event.from }) : t('event.takenOver', { agent });
    default:
      return null;
  }
}
