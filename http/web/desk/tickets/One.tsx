// A ticket: its fields, which are changed in place, comments, and all that happened to it.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Badge } from '../../shared/components/Banner';
import { Button } from '../../shared/components/Button';
import { TextInput } from '../../shared/components/Field';
import { edit } from '../../shared/components/icons';
import { useDesk } from '../desk';
import { useFetched } from '../fetched';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { to } from '../router';
import { useT, visitorName } from '../texts';
import { Choices } from './Choices';
import { CommentBox } from './CommentBox';
import { EditDialog, SolveDialog } from './dialogs';
import { fromField, toField } from './dates';
import { History } from './History';
import { DueMark, PriorityMark, StateMark } from './marks';
import { type Change, codeOf, type Ticket, type TicketPage } from './types';

interface PartProps {
  ticket: Ticket;
  /** Its customer is told by mail too. */
  mails: boolean;
  isBusy: boolean;
  /** Throws what was refused. */
  onChange: (change: Change) => Promise<void>;
}

function Moves({ ticket, mails, isBusy, onChange }: PartProps): VNode {
  const t = useT();
  const [isSolving, setSolving] = useState(false);
  const move = (state: Ticket['moves'][number]) => (state === 'solved' ? setSolving(true) : void onChange({ state }).catch(() => undefined));
  return (
    <div class="ticket-moves">
      {ticket.moves.map((state) => (
        <Button key={state} size="s" look={state === 'solved' ? 'primary' : 'secondary'} disabled={isBusy} onClick={() => move(state)}>
          {t(`ticket.move.${state}`)}
        </Button>
      ))}
      {isSolving && <SolveDialog ticket={ticket} mails={mails} onSolve={onChange} onClose={() => setSolving(false)} />}
    </div>
  );
}

function Words({ ticket, onChange }: PartProps): VNode {
  const t = useT();
  const [isEditing, setEditing] = useState(false);
  return (
    <section class="card">
      <p class="message-card-text">{ticket.detail || <span class="lead">{t('ticket.noDetail')}</span>}</p>
      <dl class="facts">
        <div>
          <dt>{t('ticket.contact')}</dt>
          <dd>{ticket.contact || t('ticket.noContact')}</dd>
        </div>
        <div>
          <dt>{t('ticket.conversation')}</dt>
          <dd>
            {ticket.sees_conversation ? <a href={to('inbox', 'all', ticket.conversation)}>{visitorName(t, ticket.conversation)}</a> : visitorName(t, ticket.conversation)}
          </dd>
        </div>
        <div>
          <dt>{t('ticket.madeBy')}</dt>
          <dd>
            {ticket.made_by}, {t.moment(ticket.created_at)}
          </dd>
        </div>
      </dl>
      <div class="card-actions">
        <Button size="s" icon={edit} onClick={() => setEditing(true)}>
          {t('ticket.edit')}
        </Button>
      </div>
      {isEditing && <EditDialog ticket={ticket} onSave={onChange} onClose={() => setEditing(false)} />}
    </section>
  );
}

function Fields({ ticket, isBusy, onChange }: PartProps): VNode {
  const t = useT();
  const value = { category: ticket.category ?? '', priority: ticket.priority, group: ticket.group ?? '', agent: ticket.agent ?? '' };
  const setDue = (field: HTMLInputElement) => {
    const at = fromField(field.value);
    if (at === null || field.value === toField(ticket.due_at)) return;
    void onChange({ due_at: at }).catch(() => {
      field.value = toField(ticket.due_at);
    });
  };
  return (
    <section class="card" aria-label={t('ticket.fields')}>
      <div class="ticket-choices">
        <Choices
          value={value}
          isBusy={isBusy}
          names={{ category: ticket.category_name, group: ticket.group_name, agent: ticket.agent_name }}
          onChange={(part) => void onChange(part).catch(() => undefined)}
        />
        <TextInput key={ticket.due_at} type="datetime-local" label={t('ticket.due')} defaultValue={toField(ticket.due_at)} disabled={isBusy} onBlur={(event) => setDue(event.currentTarget)} />
      </div>
    </section>
  );
}

export function One({ id }: { id: string }): VNode {
  const t = useT();
  const { api } = useDesk();
  const path = `/v1/tickets/${id}`;
  const { data, error, again } = useFetched<TicketPage>(path, 'queue');
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);
  const change = async (part: Change) => {
    setBusy(true);
    setRefusal(null);
    try {
      await api.put(path, { revision: data?.ticket.revision, ...part });
    } catch (problem) {
      setRefusal(problem);
      throw problem;
    } finally {
      await again();
      setBusy(false);
    }
  };
  const ticket = data?.ticket;
  const part = ticket && { ticket, mails: data?.mails ?? false, isBusy, onChange: change };
  return (
    <div class="page">
      <div class="page-inner">
        <a href={to('tickets', 'all')}>{t('ticket.back')}</a>
        {error !== null && <ErrorNotice error={error} onRetry={again} />}
        {!ticket && error === null && <Loading />}
        {part && data && (
          <>
            <header class="ticket-head">
              <p class="ticket-code">{codeOf(part.ticket.number)}</p>
              <h1>{part.ticket.title}</h1>
              <p class="tag-list">
                <StateMark state={part.ticket.state} />
                <PriorityMark priority={part.ticket.priority} />
                {part.ticket.category_name && <Badge>{part.ticket.category_name}</Badge>}
                <DueMark ticket={part.ticket} />
              </p>
              <Moves {...part} />
            </header>
            {refusal !== null && <ErrorNotice error={refusal} />}
            <div class="ticket-columns">
              <div class="ticket-side">
                <Words {...part} />
                <Fields {...part} />
              </div>
              <div class="ticket-main">
                <CommentBox ticket={part.ticket} mails={part.mails} onSaid={again} />
                <History lines={data.lines} />
              </div>
            </div>
          </>
        )}
      </div>
    </div>
  );
}
