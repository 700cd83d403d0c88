// Why the bot decided so, for people who never heard of scores: how sure it was and how sure it had to be, the rule or
// the words that mattered, the wording it came closest to, what else it considered and why not that.  The bare figures
// are folded away at the end.

import type { ComponentChildren, VNode } from 'preact';
import { useStore } from '../../shared/store';
import { may } from '../abilities';
import { useDesk } from '../desk';
import { to } from '../router';
import { useT, word, type T } from '../texts';
import { readWhy, strengthOf, type Why, type WhyRunner, type WhyWord } from '../why';
import { Confidence } from './Confidence';

function Words({ words }: { words: readonly WhyWord[] }): VNode {
  const t = useT();
  return (
    <ul class="why-words">
      {words.map((one) => {
        const strength = strengthOf(one);
        return (
          <li key={one.text} class={strength}>
            <span>{one.text}</span>
            {one.weight !== null && (
              <>
                <span class="why-weight" aria-hidden="true">
                  <span style={{ width: `${Math.round(Math.abs(one.weight) * 100)}%` }} />
                </span>
                <span class="unseen">{t(`why.${strength}`)}</span>
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** An entry's external id, as a link for those who may open it. */
export function EntryLink({ entry, children }: { entry: string; children?: ComponentChildren }): VNode {
  const mayOpen = useStore(useDesk().me, (me) => may(me, 'knowledge'));
  const shown = children ?? entry;
  return mayOpen ? <a href={to('knowledge', 'by-id', entry)}>{shown}</a> : <span>{shown}</span>;
}

/** "62 % fewer points than the best, above all for “activate”." */
function whyNot(t: T, runner: WhyRunner, score: number | null | undefined): string {
  const lacks = runner.lacks.map((one) => t('why.quoted', { text: one })).join(t('why.listed'));
  if (runner.behind === null || !score || score <= 0) return lacks ? t('why.lacks', { words: lacks }) : '';
  const share = t.percent(Math.min(1, runner.behind / score));
  return lacks ? t('why.behindFor', { share, words: lacks }) : t('why.behind', { share });
}

export interface RunnersProps {
  runners: readonly WhyRunner[];
  /** The best entry's score, beside which the others are behind. */
  score?: number | null | undefined;
}

export function Runners({ runners, score }: RunnersProps): VNode {
  const t = useT();
  return (
    <ol class="why-runners">
      {runners.map((one) => {
        const reason = whyNot(t, one, score);
        return (
          <li key={one.entry}>
            <span class="why-runner-name">
              <EntryLink entry={one.entry}>{one.question ?? one.entry}</EntryLink>
            </span>
            <Confidence share={one.confidence} />
            {reason && <span class="why-not">{reason}</span>}
          </li>
        );
      })}
    </ol>
  );
}

function Fact({ name, look, children }: { name: string; look?: string; children: ComponentChildren }): VNode {
  return (
    <div class={look}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** How sure it was beside how sure it had to be. */
function Sureness({ why }: { why: Why }): VNode | null {
  const t = useT();
  const { confidence, needed } = why;
  if (confidence === null) return null;
  const within = (share: number) => `${Math.round(Math.min(1, Math.max(0, share)) * 100)}%`;
  const isEnough = needed === null || confidence >= needed;
  return (
    <div class={`why-sure ${isEnough ? 'enough' : 'short'}`}>
      <span class="why-scale" aria-hidden="true">
        <span style={{ width: within(confidence) }} />
        {needed !== null && <i style={{ insetInlineStart: within(needed) }} />}
      </span>
      <p>
        {needed === null
          ? t('why.confidence', { share: t.percent(confidence) })
          : t(isEnough ? 'why.sureEnough' : 'why.notSure', { share: t.percent(confidence), needed: t.percent(needed) })}
      </p>
    </div>
  );
}

function Figures({ why }: { why: Why }): VNode | null {
  const t = useT();
  const took = why.micros === null ? null : t('why.micros', { time: Math.max(0.01, Math.round(why.micros / 10) / 100) });
  const published = why.snapshot === null ? null : why.snapshot === 0 ? t('trial.drafts') : t('why.snapshot', { number: why.snapshot });
  const foot = [published, took].filter(Boolean).join(' · ');
  if (why.raw === null && why.score === null) return foot ? <p class="why-foot">{foot}</p> : null;
  return (
    <details class="why-foot">
      <summary>{foot || t('why.figures')}</summary>
      <ul>
        {why.score !== null && <li>{t('why.score', { score: Math.round(why.score * 100) / 100 })}</li>}
        {why.raw !== null && why.confidence !== null && (
          <li>{t('why.calibrated', { raw: t.percent(why.raw), share: t.percent(why.confidence) })}</li>
        )}
      </ul>
    </details>
  );
}

function Reading({ why }: { why: Why }): VNode {
  const t = useT();
  const spokeFor = why.words.filter((one) => one.weight === null || one.weight > 0);
  const spokeAgainst = why.words.filter((one) => one.weight !== null && one.weight < -0.05);
  return (
    <>
      {why.askedAs && <Fact name={t('why.askedAs')}>{why.askedAs}</Fact>}
      {why.corrected.length > 0 && (
        <Fact name={t('why.corrected')}>
          {why.corrected.map((one) => (
            <span key={one.from} class="why-correction">
              <del>{one.from}</del> {one.to}
            </span>
          ))}
        </Fact>
      )}
      {spokeFor.length > 0 && (
        <Fact name={t('why.words')}>
          <Words words={spokeFor} />
        </Fact>
      )}
      {spokeAgainst.length > 0 && (
        <Fact name={t('why.against')} look="against">
          <Words words={spokeAgainst} />
        </Fact>
      )}
      {why.resembles && (
        <Fact name={t('why.resembles')}>
          {t('why.quoted', { text: why.resembles })}
          {why.likeness !== null && <span class="why-aside"> {t('why.alike', { share: t.percent(why.likeness) })}</span>}
        </Fact>
      )}
    </>
  );
}

export interface WhyPanelProps {
  why: unknown;
  entry?: string | null | undefined;
  /** Shown elsewhere already, so not among what else was considered. */
  withoutRunners?: boolean;
  reason?: string | null | undefined;
}

export function WhyPanel({ why, entry, withoutRunners, reason }: WhyPanelProps): VNode {
  const t = useT();
  const read = readWhy(why);
  if (!read && !entry && !reason) return <p class="why-none">{t('why.none')}</p>;
  const said = read?.reason ?? reason;
  const best = entry ?? read?.entry;
  const question = read && read.entry === best ? read.question : null;
  const others = withoutRunners ? [] : (read?.runners ?? []).filter((one) => one.entry !== best);
  return (
    <section class="why" aria-label={t('why.title')}>
      <dl>
        {said && <Fact name={t('why.reason')}>{word(t, 'reason', said)}</Fact>}
        {read?.rule && (
          <Fact name={t('why.rule')}>
            {read.rule} <span class="why-aside">{t('why.ruleFirst')}</span>
          </Fact>
        )}
        {read?.matched && <Fact name={t('why.matched')}>{t('why.quoted', { text: read.matched })}</Fact>}
        {read?.form && <Fact name={t('why.form')}>{t(`why.form.${read.form.outcome}`, { ...read.form })}</Fact>}
        {read && read.tags.length > 0 && <Fact name={t('why.tags')}>{read.tags.join(', ')}</Fact>}
        {best && (
          <Fact name={t(entry ? 'why.entry' : 'why.nearest')}>
            <EntryLink entry={best}>{question ?? best}</EntryLink>
            {read && !read.rule && <Sureness why={read} />}
          </Fact>
        )}
        {read && <Reading why={read} />}
        {others.length > 0 && (
          <Fact name={t('why.runnersUp')}>
            <Runners runners={others} score={read?.score} />
          </Fact>
        )}
      </dl>
      {read && <Figures why={read} />}
    </section>
  );
}
