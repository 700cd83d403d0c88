// What if: real questions of the last days asked of other entries or with another threshold, what that
// means for visitors and for the team, and one press to keep it.

import type { VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { Select } from '../../shared/components/Field';
import { play, check } from '../../shared/components/icons';
import { useStore } from '../../shared/store';
import { may } from '../abilities';
import { debounced } from '../debounce';
import { useDesk } from '../desk';
import { useFetched } from '../fetched';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Page } from '../parts/Page';
import { to } from '../router';
import { useT } from '../texts';
import '../styles/trial.css';
import { Against } from './Against';
import { Curve } from './Curve';
import { acceptingFrom } from './accepting';
import { Outcome } from './GoldenVerdict';
import { KeepDialog } from './KeepDialog';
import { TRIAL_TIMEOUT, type Tried, type WhatIf as Answer, type WhatIfChange, type WhatIfSide } from './types';

const days = [1, 7, 30, 90, 365];
/** After a key moved the slider: the next may follow. */
const SLIDER_PAUSE = 200;

function Figure({ name, before, after, hint }: { name: string; before: string; after: string; hint?: string }): VNode {
  const t = useT();
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd>
        <strong>{after}</strong>
        <span>{before === after ? t('whatif.asNow') : t('whatif.now', { value: before })}</span>
        {hint && <small>{hint}</small>}
      </dd>
    </div>
  );
}

function Figures({ answer }: { answer: Answer }): VNode {
  const t = useT();
  const share = (side: WhatIfSide, count: number) => t.percent(side.questions ? count / side.questions : 0);
  const { before, after } = answer;
  const round = (value: number) => t.number(Math.round(value * 10) / 10);
  const wrong = (side: WhatIfSide) => (side.answered ? t.finePercent(side.wrong) : '–');
  const band = after.answered ? `${t('whatif.band', { low: t.finePercent(after.wrong_low), high: t.finePercent(after.wrong_high) })} · ` : '';
  return (
    <dl class="figures">
      <Figure name={t('whatif.answered')} before={share(before, before.answered)} after={share(after, after.answered)} />
      <Figure name={t('whatif.askedBack')} before={share(before, before.asked_back)} after={share(after, after.asked_back)} />
      <Figure name={t('whatif.handedOver')} before={share(before, before.handed_over)} after={share(after, after.handed_over)} />
      <Figure name={t('whatif.unmatched')} before={share(before, before.unmatched)} after={share(after, after.unmatched)} />
      <Figure
        name={t('whatif.wrongOfAnswers')}
        before={wrong(before)}
        after={wrong(after)}
        hint={`${band}${t('whatif.judged', { count: after.judged })}`}
      />
      <Figure name={t('whatif.perDay')} before={round(before.handed_over_per_day)} after={round(after.handed_over_per_day)} />
      <Figure
        name={t('whatif.agents')}
        before={t.number(before.agents)}
        after={t.number(after.agents)}
        hint={t('whatif.agentsHint', { perHour: round(after.busiest_per_hour), minutes: round(answer.handling_seconds / 60), atOnce: round(answer.at_once) })}
      />
    </dl>
  );
}

function Changes({ changes, all }: { changes: readonly WhatIfChange[]; all: number }): VNode {
  const t = useT();
  const mayRead = useStore(useDesk().me, (me) => may(me, 'conversations'));
  if (all === 0) return <p class="hint">{t('whatif.noChanges')}</p>;
  return (
    <>
      <h2>{t('whatif.changes', { count: all })}</h2>
      <div class="table-scroll" tabIndex={0} role="region" aria-label={t('whatif.changes', { count: all })}>
        <table class="compare">
          <thead>
            <tr>
              <th>{t('publish.failText')}</th>
              <th>{t('trial.before')}</th>
              <th>{t('trial.after')}</th>
            </tr>
          </thead>
          <tbody>
            {changes.map((one) => (
              <tr key={`${one.conversation}/${one.seq}`}>
                <th scope="row">{mayRead ? <a href={to('inbox', 'all', one.conversation)}>{one.text}</a> : one.text}</th>
                <td data-label={t('trial.before')}>
                  <Outcome kind={one.before} entry={one.before_entry} question={one.before_question} />
                </td>
                <td data-label={t('trial.after')}>
                  <Outcome kind={one.after} entry={one.after_entry} question={one.after_question} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {all > changes.length && <p class="hint">{t('whatif.shown', { count: changes.length })}</p>}
    </>
  );
}

export function WhatIf(): VNode {
  const t = useT();
  const { api, me } = useDesk();
  const maySet = useStore(me, (who) => may(who, 'sites'));
  const mayPublish = useStore(me, (who) => may(who, 'publish'));
  const sites = useFetched<{ sites: { site: string }[] }>('/v1/sites', 'knowledge');
  const [site, setSite] = useState('');
  const [back, setBack] = useState(30);
  const [against, setAgainst] = useState('drafts');
  const [kind, setKind] = useState<'own' | 'wrong' | 'threshold'>('own');
  const [value, setValue] = useState(5);
  const [answer, setAnswer] = useState<(Answer & { as: Tried }) | null>(null);
  /** What is shown when one wants to keep it; a later answer doesn't change that. */
  const [keeping, setKeeping] = useState<Tried | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const wish = kind === 'wrong' ? { accepted_wrong: value * 10 } : kind === 'threshold' ? { answer_from: value * 10 } : {};

  const run = async () => {
    setBusy(true);
    try {
      const made = await api.post<Answer>('/v1/what-if', { days: back, against, ...(site && { site }), ...wish }, { timeout: TRIAL_TIMEOUT });
      setAnswer({ ...made, as: { against, tried: made.tried, site, kind, value } });
      setError(null);
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  /* One trial at a time, of what the form says when it begins. */
  const latest = useRef(run);
  latest.current = run;
  const runs = useMemo(() => debounced(() => latest.current(), SLIDER_PAUSE), []);
  useEffect(() => () => runs.stop(), [runs]);

  /** Where the line stands: at once where the slider is, by the last trial's curve. */
  const answersFrom = (made: Answer & { as: Tried }) => {
    if (kind === 'threshold') return value / 100;
    const isMoved = kind === 'wrong' && (made.as.kind !== kind || made.as.value !== value);
    return isMoved ? acceptingFrom(made.curve, value / 100) : made.after.answer_from;
  };

  /** There is something to keep, and nothing of it is for others. */
  const mayKeep = (one: Tried) =>
    (one.against !== 'live' || one.kind !== 'own') && (one.against === 'live' || mayPublish) && (one.kind === 'own' || maySet);

  const choose = (next: typeof kind) => {
    setKind(next);
    setValue(next === 'threshold' ? 70 : 5);
  };

  return (
    <Page title={t('whatif.title')} lead={t('whatif.lead')}>
      <form
        class="card whatif-form"
        onSubmit={(event) => {
          event.preventDefault();
          runs.now();
        }}
      >
        <div class="trial-visitor few">
          <Against value={against} onChange={setAgainst} />
          <Select label={t('whatif.days')} value={String(back)} onChange={(event) => setBack(Number(event.currentTarget.value))}>
            {days.map((one) => (
              <option key={one} value={String(one)}>
                {t('whatif.lastDays', { count: one })}
              </option>
            ))}
          </Select>
          <Select label={t('trial.site')} value={site} onChange={(event) => setSite(event.currentTarget.value)}>
            <option value="">{t('whatif.allSites')}</option>
            {(sites.data?.sites ?? []).map((one) => (
              <option key={one.site}>{one.site}</option>
            ))}
          </Select>
          <Select label={t('whatif.policy')} value={kind} onChange={(event) => choose(event.currentTarget.value as typeof kind)}>
            <option value="own">{t('whatif.own')}</option>
            <option value="wrong">{t('whatif.acceptedWrong')}</option>
            <option value="threshold">{t('whatif.threshold')}</option>
          </Select>
        </div>
        {kind !== 'own' && (
          <label class="slider">
            <span>{t(kind === 'wrong' ? 'whatif.acceptedWrong' : 'whatif.threshold')}</span>
            <input
              type="range"
              min={kind === 'wrong' ? 0 : 1}
              max={kind === 'wrong' ? 30 : 99}
              step={kind === 'wrong' ? 0.5 : 1}
              value={value}
              onInput={(event) => setValue(Number(event.currentTarget.value))}
              onChange={() => runs.soon()}
            />
            <output>{t.finePercent(value / 100)}</output>
          </label>
        )}
        <div class="card-actions">
          <Button look="primary" type="submit" icon={play} busy={isBusy}>
            {t('whatif.run')}
          </Button>
        </div>
      </form>
      {error !== null && <ErrorNotice error={error} />}
      {answer && (
        <section class="card whatif-answer" aria-label={t('whatif.title')} aria-busy={isBusy}>
          <p class="hint">
            {answer.share < 1
              ? t('whatif.sample', { questions: t.number(answer.after.questions), conversations: t.number(answer.conversations), share: t.percent(answer.share) })
              : t('whatif.all', { questions: t.number(answer.after.questions), conversations: t.number(answer.conversations) })}
            {answer.taken > 0 && ` ${t('whatif.taken', { count: answer.taken })}`}
          </p>
          {answer.after.questions === 0 ? (
            <p>{t('whatif.none')}</p>
          ) : (
            <>
              <Figures answer={answer} />
              <Curve curve={answer.curve} at={answersFrom(answer)} />
              <Changes changes={answer.changes} all={answer.changed} />
            </>
          )}
          {mayKeep(answer.as) && (
            <div class="card-actions">
              <Button icon={check} disabled={isBusy} onClick={() => setKeeping(answer.as)}>
                {t('whatif.save')}
              </Button>
            </div>
          )}
        </section>
      )}
      {keeping && <KeepDialog tried={keeping} onClose={() => setKeeping(null)} />}
    </Page>
  );
}
