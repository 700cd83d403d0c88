// One message: the bot's as the server rendered it, people's with the marks of a chat; with what belongs
// to it: choices, related questions, thumbs, time and how far it got.

import type { VNode } from 'preact';
import { Answer } from '../../shared/components/Answer';
import { AnswerExtras } from '../../shared/components/AnswerExtras';
import { Attachments } from '../../shared/components/Attachments';
import { Bubble } from '../../shared/components/Bubble';
import { IconButton } from '../../shared/components/Button';
import { Icon } from '../../shared/components/Icon';
import { alert, check, checks, clock, thumbDown, thumbUp } from '../../shared/components/icons';
import { Markdown } from '../../shared/markdown';
import type { Unsent } from '../../shared/outbox';
import type { Choice, LogEvent } from '../../shared/types';
import { reachOf } from '../rows';
import { helpfulness, ownerOf, type Session, type SessionState } from '../session';
import { attachmentLabels } from '../labels';
import { useT } from '../texts';
import { Ways } from './Ways';

export interface MessageProps {
  session: Session;
  state: SessionState;
  event: LogEvent;
  follows: boolean;
  isLast: boolean;
  isLastOwn: boolean;
}

function Thumbs({ session, state, event }: Pick<MessageProps, 'session' | 'state' | 'event'>): VNode {
  const t = useT();
  const said = helpfulness(state.events, event.seq);
  const say = (helpful: boolean) => void session.feedback(event.seq, helpful);
  return (
    <span class="thumbs" role="group" aria-label={t('helpful.ask')}>
      <IconButton size="s" icon={thumbUp} label={t('helpful.yes')} aria-pressed={said === true} onClick={() => say(true)} />
      <IconButton size="s" icon={thumbDown} label={t('helpful.no')} aria-pressed={said === false} onClick={() => say(false)} />
    </span>
  );
}

function Choices({ choices, session, numbered }: { choices: readonly Choice[]; session: Session; numbered: boolean }): VNode {
  const t = useT();
  return (
    <div class="choices" role="group" aria-label={numbered ? t('choices') : t('related')}>
      {choices.map((choice, index) => (
        <button key={`${index} ${choice.text}`} type="button" onClick={() => session.send(choice.text, choice.entry)}>
          {numbered && <span class="choice-number">{index + 1}</span>}
          <span>{choice.text}</span>
        </button>
      ))}
    </div>
  );
}

/** While a person is there or the conversation is over, some buttons lead nowhere. */
function Extras({ session, state, event }: Pick<MessageProps, 'session' | 'state' | 'event'>): VNode | null {
  const t = useT();
  if (!event.extras) return null;
  const owner = ownerOf(state);
  const works = { link: true, ask: owner !== 'closed', person: owner === 'bot' };
  return (
    <AnswerExtras
      extras={{ ...event.extras, buttons: (event.extras.buttons ?? []).filter((button) => works[button.action]) }}
      newTabLabel={t('newTab')}
      onAsk={(text) => session.send(text)}
      onPerson={(group) => void session.askPerson(group || undefined)}
    />
  );
}

const reaches = { sent: check, delivered: checks, read: checks } as const;

function OwnMessage({ session, state, event, follows, isLastOwn }: Omit<MessageProps, 'isLast'>): VNode {
  const t = useT();
  const reach = reachOf(state.events, state.view, event.seq);
  const foot = isLastOwn && (
    <>
      <time dateTime={new Date(event.at).toISOString()}>{t.time(event.at)}</time>
      <span class={`reach ${reach}`}>
        <Icon of={reaches[reach]} size={14} />
        {t(`state.${reach}`)}
      </span>
    </>
  );
  return (
    <Bubble side="end" tone="visitor" avatar={false} follows={follows} foot={foot}>
      <span class="unseen">{t('name.you')}: </span>
      {event.text && <Markdown text={event.text} chat />}
      {event.files && <Attachments files={event.files} source={session.fileSource} labels={attachmentLabels(t)} />}
    </Bubble>
  );
}

export function Message({ session, state, event, follows, isLast, isLastOwn }: MessageProps): VNode {
  const t = useT();
  if (event.author === 'visitor') return <OwnMessage session={session} state={state} event={event} follows={follows} isLastOwn={isLastOwn} />;
  const isAgent = event.author === 'agent';
  const choices = event.choices ?? [];
  const related = isLast ? (event.related ?? []) : [];
  const foot = (
    <>
      <time dateTime={new Date(event.at).toISOString()}>{t.time(event.at)}</time>
      {event.decision === 'answer' && <Thumbs session={session} state={state} event={event} />}
    </>
  );
  return (
    <>
      <Bubble side="start" tone={isAgent ? 'agent' : 'bot'} name={isAgent ? event.name : t('name.bot')} follows={follows} foot={foot}>
        {event.text && (event.html !== undefined ? <Answer html={event.html} /> : <Markdown text={event.text} images chat />)}
        {event.files && <Attachments files={event.files} source={session.fileSource} labels={attachmentLabels(t)} />}
      </Bubble>
      <Extras session={session} state={state} event={event} />
      {choices.length > 0 && <Choices choices={choices} session={session} numbered />}
      {isLast && ownerOf(state) === 'bot' && <Ways session={session} state={state} event={event} />}
      {related.length > 0 && <Choices choices={related} session={session} numbered={false} />}
    </>
  );
}

export interface UnsentMessageProps {
  session: Session;
  item: Unsent;
  follows: boolean;
  /** The last of those that wait: it says so for all of them. */
  isLast: boolean;
}

export function UnsentMessage({ session, item, follows, isLast }: UnsentMessageProps): VNode {
  const t = useT();
  const isRefused = item.state === 'refused';
  const foot =
    item.state === 'sending' ? (
      <>
        <Icon of={clock} size={14} />
        {t('state.sending')}
      </>
    ) : (
      <>
        {(isRefused || isLast) && (
          <span class="warning">
            <Icon of={alert} size={14} />
            {isRefused ? t('state.refused', { reason: item.reason ?? '' }) : t('state.unsent')}
          </span>
        )}
        {!isRefused && isLast && (
          <button type="button" class="text-button" onClick={() => session.retry()}>
            {t('retry')}
          </button>
        )}
        <button type="button" class="text-button" onClick={() => session.takeBack(item.key)}>
          {t('edit')}
        </button>
      </>
    );
  return (
    <Bubble side="end" tone="visitor" avatar={false} follows={follows} faded foot={foot}>
      {item.text && <Markdown text={item.text} chat />}
      {item.files && <Attachments files={item.files} source={session.fileSource} labels={attachmentLabels(t)} />}
    </Bubble>
  );
}
