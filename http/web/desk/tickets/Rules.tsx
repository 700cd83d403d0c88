// What holds for all tickets: how soon each priority is due, and when what is solved counts as confirmed.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { TextInput } from '../../shared/components/Field';
import { useDesk } from '../desk';
import { useEdited } from '../edited';
import { useFetched } from '../fetched';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { Page } from '../parts/Page';
import { useT } from '../texts';
import { toast } from '../toasts';
import { priorities, type TicketRules } from './types';
import './tickets.css';

function Form({ rules, onSaved }: { rules: TicketRules; onSaved: () => Promise<void> }): VNode {
  const t = useT();
  const { api } = useDesk();
  const { draft, change } = useEdited(rules);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const field = (name: keyof TicketRules, label: string, least: number, most: number, hint?: string) => (
    <TextInput label={label} hint={hint} type="number" min={least} max={most} required value={String(draft[name])} onInput={(event) => change({ [name]: Number(event.currentTarget.value) })} />
  );
  const save = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await api.put('/v1/ticket-rules', draft);
      toast('good', t('ticket.rulesSaved'));
      await onSaved();
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  return (
    <form class="card form" onSubmit={(event) => void save(event)}>
      <h2>{t('ticket.rulesHours')}</h2>
      <div class="ticket-choices">{priorities.map((one) => field(`hours_${one}`, t(`ticket.priority.${one}`), 1, 8760))}</div>
      <h2>{t('ticket.rulesConfirm')}</h2>
      {field('confirm_days', t('ticket.rulesDays'), 0, 365, t('ticket.rulesDaysHint'))}
      {error !== null && <ErrorNotice error={error} />}
      <div class="form-actions">
        <Button look="primary" type="submit" busy={isBusy}>
          {t('app.save')}
        </Button>
      </div>
    </form>
  );
}

export function Rules(): VNode {
  const t = useT();
  const { data, error, again } = useFetched<TicketRules>('/v1/ticket-rules', 'me');
  return (
    <Page title={t('nav.tickets')} lead={t('ticket.rulesLead')}>
      {error !== null && <ErrorNotice error={error} onRetry={again} />}
      {!data && error === null && <Loading />}
      {data && <Form rules={data} onSaved={again} />}
    </Page>
  );
}
