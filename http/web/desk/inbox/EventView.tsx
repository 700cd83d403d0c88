// One event of a conversation: a bubble for what was said, a line for what happened.

import type { VNode } from 'preact';
import { Answer } from '../../shared/components/Answer';
import { Attachments, type FileSource } from '../../shared/components/Attachments';
import { Bubble } from '../../shared/components/Bubble';
import { Icon } from '../../shared/components/Icon';
import { check, checks, thumbDown, thumbUp } from '../../shared/components/icons';
import { Markdown } from '../../shared/markdown';
import { useStore } from '../../shared/store';
import type { LogEvent } from '../../shared/types';
import { useDesk } from '../desk';
import { attachmentLabels } from '../parts/files';
import { useT, word, type T } from '../texts';
import type { Asked } from '../trial/JudgeBar';
import { togetherLine } from '../together/lines';
import { BotMarks } from './BotMarks';

/** Written by staff for each other: a note, or a whisper to those who are in it. */
const isAside = (event: LogEvent) => event.type === 'note' || event.type === 'whisper';
const isSaid = (event: LogEvent) => event.type === 'message' || isAside(event);

/** Why routing chose this agent, as the server noted it for staff. */
function routedBecause(t: T, why: unknown): string {
  const { because, fitting, free } = (why ?? {}) as { because?: string; fitting?: number; free?: number };
  if (!because || fitting === undefined || free === undefined) return '';
  return ` · ${t('routing.because', { how: word(t, 'reason.routing', because), fitting, free })}`;
}

function eventLine(t: T, event: LogEvent): string | null {
  const together = togetherLine(t, event);
  if (together !== null) return together;
  const name = event.name ?? event.agent ?? t('event.someone');
  switch (event.type) {
    case 'handoff': {
      const reason = word(t, 'reason', event.reason);
      return event.group ? t('event.handoffGroup', { group: event.group, reason }) : t('event.handoff', { reason });
    }
    case 'assigned':
      /* The line before says who transferred it to whom. */
      if (event.how === 'transferred') return null;
      return t(event.how === 'accepted' ? 'event.assigned.accepted' : 'event.assigned.automatic', { agent: event.agent ?? name }) + routedBecause(t, event.why);
    case 'transferred': {
      const by = event.by ?? name;
      return event.to_agent
        ? t('event.transferredAgent', { by, to: event.to_agent })
        : t('event.transferredGroup', { by, to: event.to_group ?? '' });
    }
    case 'returned':
      return event.reason === 'no-reaction' ? t('event.returnedSlow', { agent: name }) : t('event.returned');
    case 'back-to-bot':
      return t('event.back-to-bot');
    case 'closed': {
      const by = event.by === 'visitor' || event.by === 'agent' ? event.by : 'system';
      return t(`event.closed.${by}`, { name });
    }
    case 'rating':
      return t('event.rating', { rating: word(t, 'rating', event.rating) }) + (event.comment ? ` “${event.comment}”` : '');
    case 'left-message':
      return t('event.left-message') + (event.text ? `: ${event.text}` : '');
    default:
      return null;
  }
}

function ReachMark({ reach }: { reach: Reach }): VNode {
  const t = useT();
  return (
    <span class={`reach ${reach}`} title={t(`reach.${reach}`)}>
      <Icon of={reach === 'sent' ? check : checks} size={14} />
      <span class="unseen">{t(`reach.${reach}`)}</span>
    </span>
  );
}

function Foot({ event, helpful, reach, asked }: Omit<EventViewProps, 'follows' | 'source'>): VNode {
  const t = useT();
  return (
    <>
      <time>{t.time(event.at)}</time>
      {event.type === 'note' && <span>{t('talk.note')}</span>}
      {event.type === 'whisper' && <span>{t('whisper.mark')}</span>}
      {reach && <ReachMark reach={reach} />}
      {event.author === 'bot' && event.decision && <BotMarks event={event} asked={asked} />}
      {helpful !== undefined && (
        <span class={`feedback ${helpful ? 'good' : 'bad'}`} title={t(helpful ? 'talk.helpful' : 'talk.notHelpful')}>
          <Icon of={helpful ? thumbUp : thumbDown} size={14} />
          <span class="unseen">{t(helpful ? 'talk.helpful' : 'talk.notHelpful')}</span>
        </span>
      )}
    </>
  );
}

function Choices({ event }: { event: LogEvent }): VNode | null {
  const t = useT();
  const { buttons = [], files = [] } = event.extras ?? {};
  const offered = [...(event.choices ?? []).map((choice) => choice.text), ...buttons.map((button) => button.label), ...files.map((file) => file.name)];
  if (offered.length === 0) return null;
  return (
    <ul class="offered" aria-label={t('why.choices')}>
      {offered.map((text, at) => (
        <li key={at}>{text}</li>
      ))}
    </ul>
  );
}

export type Reach = 'sent' | 'delivered' | 'read';

export interface EventViewProps {
  event: LogEvent;
  /** Where the conversation's files come from. */
  source: FileSource;
  follows: boolean;
  /** What the visitor said of this answer. */
  helpful: boolean | undefined;
  /** How far a message of an agent got. */
  reach: Reach | undefined;
  /** What the visitor had asked, of an answer of the bot. */
  asked?: Asked | undefined;
}

export function EventView({ event, source, follows, helpful, reach, asked }: EventViewProps): VNode | null {
  const t = useT();
  const me = useStore(useDesk().me);
  if (!isSaid(event)) {
    const line = eventLine(t, event);
    return line === null ? null : (
      <p class={`system-line ${event.type}`}>
        <span>{line}</span>
        <time>{t.time(event.at)}</time>
      </p>
    );
  }
  const isVisitor = event.author === 'visitor';
  /* What the program says while nobody writes is said in the bot's voice. */
  const isBot = event.author === 'bot' || event.author === 'system';
  const name = isVisitor ? t('talk.visitor') : isBot ? t('talk.bot') : event.name === me.display_name ? t('talk.you') : event.name;
  const isNote = isAside(event);
  return (
    <Bubble
      side={isVisitor ? 'start' : 'end'}
      tone={isNote ? 'note' : isVisitor ? 'visitor' : isBot ? 'bot' : 'agent'}
      name={isVisitor ? undefined : name}
      follows={follows}
      avatar={false}
      foot={<Foot event={event} helpful={helpful} reach={reach} asked={asked} />}
    >
      {event.text && (event.html !== undefined ? <Answer html={event.html} /> : <Markdown text={event.text} images={!isVisitor} chat />)}
      {event.files && <Attachments files={event.files} source={source} labels={attachmentLabels(t)} />}
      <Choices event={event} />
    </Bubble>
  );
}
