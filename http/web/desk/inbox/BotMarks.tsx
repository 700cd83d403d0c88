// Under a reply of the bot: what it decided, how sure it was, and on request why.

import type { VNode } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { LogEvent } from '../../shared/types';
import { useStore } from '../../shared/store';
import { may } from '../abilities';
import { useDesk } from '../desk';
import { Confidence } from '../parts/Confidence';
import { WhyPanel } from '../parts/WhyPanel';
import { useT, word } from '../texts';
import { JudgeBar, type Asked } from '../trial/JudgeBar';
import { readWhy } from '../why';

export function BotMarks({ event, asked }: { event: LogEvent; asked?: Asked | undefined }): VNode {
  const t = useT();
  const mayJudge = useStore(useDesk().me, (me) => may(me, 'knowledge'));
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const why = readWhy(event.why);
  /* By a rule there was nothing to be more or less sure of. */
  const isWeighed = event.confidence !== undefined && !why?.rule;
  return (
    <>
      <span class={`decision ${event.decision}`}>{word(t, 'decision', event.decision)}</span>
      {isWeighed && <Confidence share={event.confidence ?? 0} />}
      {event.why !== undefined && (
        <button type="button" class="text-button" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
          {t(isOpen ? 'why.hide' : 'why.show')}
        </button>
      )}
      {isOpen && (
        <div id={id} class="why-slot">
          <WhyPanel why={event.why} entry={event.entry} />
          {asked && mayJudge && <JudgeBar asked={asked} decision={event.decision ?? ''} entry={event.entry} question={why && why.entry === event.entry ? why.question : null} />}
        </div>
      )}
    </>
  );
}
