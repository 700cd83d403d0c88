// Under a reply of the bot: what it decided, how sure it was, and on request why.

import type { VNode } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { LogEvent } from '../../shared/types';
import { Confidence } from '../parts/Confidence';
import { WhyPanel } from '../parts/WhyPanel';
import { useT, word } from '../texts';
import { readWhy } from '../why';

export function BotMarks({ event }: { event: LogEvent }): VNode {
  const t = useT();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  /* By a rule there was nothing to be more or less sure of. */
  const isWeighed = event.confidence !== undefined && !readWhy(event.why)?.rule;
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
        </div>
      )}
    </>
  );
}
