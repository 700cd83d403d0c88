// The messages of a conversation, oldest first.  Stays at the end while the reader is there; when
// they have scrolled up, a button tells that something new came below.

import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Bubble, Typing } from '../../shared/components/Bubble';
import { Button } from '../../shared/components/Button';
import { arrowDown } from '../../shared/components/icons';
import { useStore } from '../../shared/store';
import type { ConversationView, LogEvent } from '../../shared/types';
import { useNow } from '../clock';
import type { Conversation } from '../conversations';
import { useDesk } from '../desk';
import { useFileSource } from '../parts/files';
import { useT } from '../texts';
import type { Asked } from '../trial/JudgeBar';
import { EventView, type Reach } from './EventView';
import { UnsentView } from './UnsentView';

const NEAR = 80;
const TYPING_LASTS = 5000;
const TYPED_LASTS = 60_000;
/** Messages of one author within this time stand together. */
const RUN_WITHIN = 3 * 60_000;

function isBubble(event: LogEvent): boolean {
  return event.type === 'message' || event.type === 'note' || event.type === 'whisper';
}

function followsOn(before: LogEvent | undefined, event: LogEvent): boolean {
  if (!before || !isBubble(before) || before.type !== event.type) return false;
  return before.author === event.author && before.name === event.name && event.at - before.at < RUN_WITHIN;
}

function startsDay(before: LogEvent | undefined, event: LogEvent): boolean {
  return !before || new Date(before.at).toDateString() !== new Date(event.at).toDateString();
}

/** What the visitor had asked when the bot said this. */
function askedBefore(id: string, events: readonly LogEvent[], index: number): Asked | undefined {
  const event = events[index];
  if (event?.author !== 'bot' || !event.decision) return undefined;
  const question = events.slice(0, index).reverse().find((one) => one.author === 'visitor' && one.type === 'message');
  return question?.text ? { conversation: id, seq: question.seq, text: question.text } : undefined;
}

function TypingNow({ at, typed }: { at: number; typed: string }): VNode | null {
  const t = useT();
  /* What was half written stays in view for as long as the visitor may go on with it. */
  const isOver = useNow() - at >= (typed ? TYPED_LASTS : TYPING_LASTS);
  if (isOver) return null;
  if (!typed) return <Typing tone="visitor" label={t('talk.typing')} />;
  return (
    <Bubble side="start" tone="visitor" avatar={false} faded foot={<span>{t('talk.typing')}</span>}>
      <span class="typed">{typed}</span>
    </Bubble>
  );
}

/** How far an agent's message got: sent, into the visitor's chat, before their eyes.  An answer shows
 * that it was read. */
function reachOf(view: ConversationView | null, event: LogEvent, answered: number): Reach | undefined {
  if (!view || event.author !== 'agent' || event.type !== 'message') return undefined;
  if (answered > event.seq || (view.visitor_seen_seq ?? 0) >= event.seq) return 'read';
  return (view.visitor_got_seq ?? 0) >= event.seq ? 'delivered' : 'sent';
}

export interface TimelineProps {
  conversation: Conversation;
  /** The message that was looked for, to be in view; 0: none. */
  marked: number;
}

export function Timeline({ conversation, marked }: TimelineProps): VNode {
  const t = useT();
  const desk = useDesk();
  const { id, typingAt } = conversation;
  const events = conversation.events.filter((event) => event.type !== 'feedback');
  const feedback = new Map(conversation.events.filter((event) => event.type === 'feedback').map((event) => [event.about, event.helpful]));
  useStore(desk.outboxChanges);
  const unsent = desk.outbox.list(id);
  const scroller = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const [hasNewBelow, setNewBelow] = useState(false);

  const answered = events.reduce((last, event) => (event.author === 'visitor' ? event.seq : last), 0);

  const source = useFileSource(id);
  const toEnd = () => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
    setNewBelow(false);
  };
  useLayoutEffect(() => {
    if (isAtEnd.current || unsent.length > 0) toEnd();
    else setNewBelow(true);
  }, [events.length, unsent.length]);
  useLayoutEffect(() => {
    if (isAtEnd.current) toEnd();
  }, [typingAt]);
  useEffect(() => {
    if (!marked) return;
    isAtEnd.current = false;
    document.getElementById(`event-${marked}`)?.scrollIntoView({ block: 'center' });
  }, [marked]);
  /* A field that grows or a keyboard that opens must not push the last message out of sight. */
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return (
    <div class="timeline-frame">
      <div
        class="timeline"
        ref={scroller}
        role="log"
        aria-label={t('talk.log')}
        tabIndex={0}
        onScroll={(event) => {
          const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
          isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR;
          if (isAtEnd.current) setNewBelow(false);
        }}
      >
        {events.map((event, index) => (
          <div key={event.seq} class={event.seq === marked ? 'timeline-item found' : 'timeline-item'} id={`event-${event.seq}`}>
            {startsDay(events[index - 1], event) && <p class="timeline-day">{t.date(event.at)}</p>}
            <EventView
              event={event}
              source={source}
              follows={followsOn(events[index - 1], event)}
              helpful={feedback.get(event.seq)}
              reach={reachOf(conversation.view, event, answered)}
              asked={askedBefore(id, events, index)}
            />
          </div>
        ))}
        {unsent.map((one) => (
          <UnsentView key={one.key} unsent={one} />
        ))}
        {typingAt > 0 && <TypingNow at={typingAt} typed={conversation.typed} />}
      </div>
      {hasNewBelow && (
        <Button class="new-below" size="s" look="primary" icon={arrowDown} onClick={toEnd}>
          {t('talk.newBelow')}
        </Button>
      )}
    </div>
  );
}
