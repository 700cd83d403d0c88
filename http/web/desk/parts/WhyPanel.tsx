// Why the bot decided so: the rule or the words that mattered, and what else it considered.

import type { ComponentChildren, VNode } from 'preact';
import { useStore } from '../../shared/store';
import { may } from '../abilities';
import { useDesk } from '../desk';
import { to } from '../router';
import { useT, word } from '../texts';
import { readWhy, type WhyRunner, type WhyWord } from '../why';
import { Confidence } from './Confidence';

function Words({ words }: { words: readonly WhyWord[] }): VNode {
  return (
    <ul class="why-words">
      {words.map((one, index) => (
        <li key={index} class={one.weight !== null && one.weight > 0.66 ? 'strong' : ''}>
          {one.text}
        </li>
      ))}
    </ul>
  );
}

/** An entry's external id, as a link for those who may open it. */
export function EntryLink({ entry, children }: { entry: string; children?: ComponentChildren }): VNode {
  const mayOpen = useStore(useDesk().me, (me) => may(me, 'knowledge'));
  const shown = children ?? entry;
  return mayOpen ? <a href={to('knowledge', 'by-id', entry)}>{shown}</a> : <span>{shown}</span>;
}

export function Runners({ runners }: { runners: readonly WhyRunner[] }): VNode {
  return (
    <ol class="why-runners">
      {runners.map((one) => (
        <li key={one.entry}>
          <span class="why-runner-name">
            <EntryLink entry={one.entry}>{one.question ?? one.entry}</EntryLink>
          </span>
          <Confidence share={one.confidence} />
        </li>
      ))}
    </ol>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }): VNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export interface WhyPanelProps {
  why: unknown;
  entry?: string | null | undefined;
  /** Runners-up that came beside the reasons, instead of theirs; none when they are shown elsewhere. */
  runners?: readonly WhyRunner[];
  reason?: string | null | undefined;
}

export function WhyPanel({ why, entry, runners, reason }: WhyPanelProps): VNode {
  const t = useT();
  const read = readWhy(why);
  if (!read && !entry && !runners?.length && !reason) return <p class="why-none">{t('why.none')}</p>;
  const said = read?.reason ?? reason;
  const others = (runners ?? read?.runners ?? []).filter((one) => one.entry !== entry);
  const timing = [
    read?.snapshot != null ? t('why.snapshot', { number: read.snapshot }) : '',
    read?.micros != null ? t('why.micros', { time: Math.max(0.01, Math.round(read.micros / 10) / 100) }) : '',
  ].filter(Boolean);
  return (
    <section class="why" aria-label={t('why.title')}>
      <dl>
        {said && <Fact name={t('why.reason')}>{word(t, 'reason', said)}</Fact>}
        {read?.rule && <Fact name={t('why.rule')}>{read.rule}</Fact>}
        {entry && (
          <Fact name={t('why.entry')}>
            <EntryLink entry={entry} />
          </Fact>
        )}
        {read && read.words.length > 0 && (
          <Fact name={t('why.words')}>
            <Words words={read.words} />
          </Fact>
        )}
        {read && read.corrected.length > 0 && (
          <Fact name={t('why.corrected')}>
            {read.corrected.map((one) => (
              <span key={one.from} class="why-correction">
                <del>{one.from}</del> {one.to}
              </span>
            ))}
          </Fact>
        )}
        {read?.resembles && <Fact name={t('why.resembles')}>{read.resembles}</Fact>}
        {others.length > 0 && (
          <Fact name={t('why.runnersUp')}>
            <Runners runners={others} />
          </Fact>
        )}
      </dl>
      {timing.length > 0 && <p class="why-foot">{timing.join(' · ')}</p>}
    </section>
  );
}
