// One line that tells what happened: joined, passed on, ended.

import type { VNode } from 'preact';
import type { Translator } from '../../shared/i18n';
import type { LogEvent, ReplyBy } from '../../shared/types';
import { useT, type Key } from '../texts';

const replyWays: readonly ReplyBy[] = ['site', 'email', 'phone', 'sms'];

function leftMessage(event: LogEvent, t: Translator<Key>): string {
  const way = replyWays.find((known) => known === event.reply_by);
  const done = t('system.leftMessage');
  const stop = t.language === 'en' ? '. ' : '。';
  return way ? `${done}${stop}${t(`system.leftMessageBy.${way}`)}` : done;
}

export function lineText(event: LogEvent, t: Translator<Key>): string {
  switch (event.type) {
    case 'handoff':
      return t('system.handoff');
    case 'assigned':
      return t(event.from ? 'system.transferredAgent' : 'system.assigned', { agent: event.agent ?? '' });
    case 'joined':
      return t('system.assigned', { agent: event.agent ?? '' });
    case 'left':
      return t('system.left', { agent: event.agent ?? '' });
    case 'transferred':
      return event.to_agent
        ? t('system.transferredAgent', { agent: event.to_agent })
        : t('system.transferredGroup', { group: event.to_group ?? '' });
    case 'returned':
      return t(event.reason === 'no-reaction' ? 'system.returnedSlow' : 'system.returned');
    case 'back-to-bot':
      return t('system.backToBot');
    case 'left-message':
      return leftMessage(event, t);
    case 'closed':
      return t(event.by === 'visitor' ? 'system.closedVisitor' : event.by === 'silence' ? 'system.closedSilence' : 'system.closedAgent');
    default:
      return '';
  }
}

export function Line({ event }: { event: LogEvent }): VNode {
  const t = useT();
  return (
    <div class="line">
      <span>{lineText(event, t)}</span>
      {event.type === 'closed' && event.text && <p>{event.text}</p>}
      {event.type === 'left-message' && event.text && <blockquote>{event.text}</blockquote>}
    </div>
  );
}
