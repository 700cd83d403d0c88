// Publishing at a time: what is planned, and how the last one ended.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { TextInput } from '../../shared/components/Field';
import { clock } from '../../shared/components/icons';
import { useDesk } from '../desk';
import { errorText } from '../parts/ErrorNotice';
import { useT } from '../texts';
import { toast } from '../toasts';
import type { Plan } from './types';

/** The time of a "datetime-local" field, by the reader's clock. */
function fieldOf(time: number): string {
  const local = new Date(time - new Date(time).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

const HOUR = 3_600_000;

export function PlanCard({ plan, mayPublish, onChanged }: { plan: Plan | null; mayPublish: boolean; onChanged: () => void }): VNode | null {
  const t = useT();
  const { api } = useDesk();
  const [at, setAt] = useState(() => fieldOf(Math.ceil((Date.now() + HOUR) / HOUR) * HOUR));
  const [isBusy, setBusy] = useState(false);
  const isWaiting = plan?.state === 'waiting';
  const when = (time: number) => new Intl.DateTimeFormat(t.language, { dateStyle: 'medium', timeStyle: 'short' }).format(time);

  const attempt = async (act: () => Promise<unknown>, done: string) => {
    setBusy(true);
    try {
      await act();
      toast('good', done);
    } catch (problem) {
      toast('bad', errorText(t, problem));
    }
    setBusy(false);
    onChanged();
  };

  return (
    <section class="card" aria-label={t('publishing.plan')}>
      <h2>{t('publishing.plan')}</h2>
      {plan && isWaiting && (
        <p class="plan-waiting">
          {plan.planned_by ? t('publishing.plannedBy', { when: when(plan.at), name: plan.planned_by }) : t('publishing.planned', { when: when(plan.at) })}
        </p>
      )}
      {plan?.state === 'done' && <p class="hint">{t('publishing.planDone', { when: when(plan.at), number: plan.outcome?.number ?? 0 })}</p>}
      {plan?.state === 'failed' && (
        <p class="plan-failed" role="status">
          {plan.outcome?.code === 'golden-failed'
            ? t('publishing.planGolden', { when: when(plan.at), count: plan.outcome.actual ?? 0 })
            : t('publishing.planFailed', { when: when(plan.at) })}
        </p>
      )}
      {mayPublish && (
        <form
          class="plan-form"
          onSubmit={(event) => {
            event.preventDefault();
            void attempt(() => api.post('/v1/publication-plan', { at: new Date(at).getTime() }), t('publishing.planSaved'));
          }}
        >
          <TextInput label={t('publishing.planAt')} type="datetime-local" value={at} min={fieldOf(Date.now())} onInput={(event) => setAt(event.currentTarget.value)} />
          <Button type="submit" icon={clock} busy={isBusy} disabled={!at}>
            {t(isWaiting ? 'publishing.planMove' : 'publishing.planSet')}
          </Button>
          {isWaiting && (
            <Button look="quiet" disabled={isBusy} onClick={() => void attempt(() => api.delete('/v1/publication-plan'), t('publishing.planCancelled'))}>
              {t('publishing.planCancel')}
            </Button>
          )}
        </form>
      )}
    </section>
  );
}
