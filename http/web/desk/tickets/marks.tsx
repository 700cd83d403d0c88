// The small marks of a ticket: its state, its priority, until when.

import type { VNode } from 'preact';
import { Badge, type Tone } from '../../shared/components/Banner';
import { Icon } from '../../shared/components/Icon';
import { alert, clock } from '../../shared/components/icons';
import { useT } from '../texts';
import type { Priority, Ticket, TicketState } from './types';

const stateTones: Record<TicketState, Tone> = { new: 'info', open: 'accent', waiting: 'warn', solved: 'good', confirmed: 'neutral', reopened: 'bad' };
const priorityTones: Record<Priority, Tone> = { low: 'neutral', normal: 'neutral', high: 'warn', urgent: 'bad' };

export function StateMark({ state }: { state: TicketState }): VNode {
  const t = useT();
  return <Badge tone={stateTones[state]}>{t(`ticket.state.${state}`)}</Badge>;
}

export function PriorityMark({ priority }: { priority: Priority }): VNode {
  const t = useT();
  return <Badge tone={priorityTones[priority]}>{t(`ticket.priority.${priority}`)}</Badge>;
}

/** Until when, while it counts; that it is over is said in words, too. */
export function DueMark({ ticket }: { ticket: Ticket }): VNode | null {
  const t = useT();
  if (ticket.state === 'solved' || ticket.state === 'confirmed') return null;
  return (
    <span class={ticket.is_overdue ? 'ticket-due overdue' : 'ticket-due'}>
      <Icon of={ticket.is_overdue ? alert : clock} size={15} />
      {ticket.is_overdue ? t('ticket.overdue', { time: t.moment(ticket.due_at), ago: t.ago(ticket.due_at) }) : t('ticket.dueAt', { time: t.moment(ticket.due_at) })}
    </span>
  );
}
