// The conversation: its rows, what is still on its way, and who is typing.  It stays at the end
// while the reader is there, and says so when something new came below.

import type { RefObject, VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Typing } from '../../shared/components/Bubble';
import { Button } from '../../shared/components/Button';
import { arrowDown } from '../../shared/components/icons';
import type { Translator } from '../../shared/i18n';
import { answersQuestion, rowsOf, type Row } from '../rows';
import { ownerOf, type Session, type SessionState } from '../session';
import { useT, type Key } from '../texts';
import { Line } from './Line';
import { Message, UnsentMessage } from './Message';

function dayName(at: number, t: Translator<Key>): string {
  const day = new Date(at).toDateString();
  if (day === new Date().toDateString()) return t('day.today');
  if (day === new Date(Date.now() - 86_400_000).toDateString()) return t('day.yesterday');
  return t.date(at);
}

interface Following {
  frame: RefObject<HTMLDivElement>;
  isAway: boolean;
  goToEnd: () => void;
}

/**
 * Follows the conversation while the reader is at its end: to the end, or, when the bot's answer is
 * taller than the window, to the question, so that the answer is read from its beginning.  A message
 * of one's own (ownKey) always leads to the end.
 */
function useFollow(changes: unknown, fromQuestion: boolean, ownKey: string | undefined): Following {
  const frame = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);
  const ownTop = useRef(0);
  const [isAway, setAway] = useState(false);
  const latest = useRef(fromQuestion);
  latest.current = fromQuestion;

  const follow = () => {
    const element = frame.current;
    if (!element) return;
    const end = element.scrollHeight - element.clientHeight;
    const questions = element.querySelectorAll<HTMLElement>('.message.end:not(.follows)');
    const question = questions[questions.length - 1];
    const top = latest.current && question ? question.offsetTop - element.offsetTop - 12 : end;
    ownTop.current = Math.max(0, Math.min(end, top));
    element.scrollTop = ownTop.current;
  };
  const goToEnd = () => frame.current?.scrollTo({ top: frame.current.scrollHeight, behavior: 'smooth' });

  useLayoutEffect(() => {
    if (ownKey) isFollowing.current = true;
  }, [ownKey]);
  useLayoutEffect(() => {
    if (isFollowing.current) follow();
    else setAway(true);
  }, [changes]);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const look = () => {
      const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 48;
      isFollowing.current = isAtEnd || element.scrollTop > ownTop.current - 48;
      if (isFollowing.current) setAway(false);
    };
    const resized = new ResizeObserver(() => isFollowing.current && follow());
    resized.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  return { frame, isAway, goToEnd };
}

export function Log({ session, state }: { session: Session; state: SessionState }): VNode {
  const t = useT();
  const rows = rowsOf(state.events);
  const lastOwn = state.events.reduce((last, event) => (event.author === 'visitor' && event.type === 'message' ? event.seq : last), 0);
  const lastSeq = state.events.reduce((last, event) => (event.type === 'message' ? event.seq : last), 0);
  const botIsThinking = ownerOf(state) === 'bot' && state.unsent.some((item) => item.state === 'sending');
  const agentIsTyping = state.typingUntil > 0 && ownerOf(state) === 'agent';
  const lastMessage = state.events[state.events.length - 1];
  const isAnswer = answersQuestion(state.events) && state.unsent.length === 0;
  const { frame, isAway, goToEnd } = useFollow(`${state.events.length} ${state.unsent.length} ${agentIsTyping} ${botIsThinking}`, isAnswer, state.unsent[state.unsent.length - 1]?.key);

  const show = (row: Row) => {
    if (row.kind === 'day') {
      return (
        <p key={row.key} class="day">
          {dayName(row.at, t)}
        </p>
      );
    }
    if (row.kind === 'line') return <Line key={row.key} event={row.event} />;
    return (
      <Message
        key={row.key}
        session={session}
        state={state}
        event={row.event}
        follows={row.follows}
        isLast={row.event.seq === lastSeq && state.unsent.length === 0}
        isLastOwn={row.event.seq === lastOwn}
      />
    );
  };

  return (
    <main class="log-frame">
      <div class="scroll log" ref={frame} tabIndex={0} role="log" aria-live="polite" aria-label={t('log')}>
        {rows.map(show)}
        {state.unsent.map((item, index) => (
          <UnsentMessage
            key={item.key}
            session={session}
            item={item}
            follows={index > 0 || lastMessage?.author === 'visitor'}
            isLast={index === state.unsent.length - 1}
          />
        ))}
        {botIsThinking && <Typing tone="bot" label={t('typing.bot')} />}
        {agentIsTyping && <Typing tone="agent" name={state.typist} label={t('typing.agent', { name: state.typist })} />}
      </div>
      {isAway && (
        <Button class="to-end" look="primary" size="s" icon={arrowDown} onClick={goToEnd}>
          {t('newMessages')}
        </Button>
      )}
    </main>
  );
}
