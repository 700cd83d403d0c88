// What happened to a ticket, the newest first: who, when, from what to what, and what was said.

import type { VNode } from 'preact';
import { Badge } from '../../shared/components/Banner';
import { useT, type T } from '../texts';
import type { TicketLine } from './types';

const said = ['comment', 'to-customer', 'from-customer'];

function by(t: T, line: TicketLine): string {
  return line.by ?? t(line.by_kind === 'time' ? 'ticket.byTime' : 'ticket.byCustomer');
}

/** A value of the history as people read it. */
function shown(t: T, line: TicketLine, value: string): string {
  if (value === '') return t('ticket.nothing');
  if (line.what === 'due') return t.moment(Number(value));
  if (line.what === 'state') return t(`ticket.state.${value as 'new'}`);
  if (line.what === 'priority') return t(`ticket.priority.${value as 'low'}`);
  return value;
}

function Said({ line }: { line: TicketLine }): VNode {
  const t = useT();
  return (
    <li class={`ticket-said by-${line.what}`}>
      <p class="ticket-line-head">
        <strong>{by(t, line)}</strong>
        <Badge tone={line.what === 'comment' ? 'warn' : 'accent'}>{t(`ticket.said.${line.what as 'comment'}`)}</Badge>
        <time>{t.moment(line.at)}</time>
      </p>
      <p class="message-card-text">{line.after}</p>
    </li>
  );
}

function Changed({ line }: { line: TicketLine }): VNode {
  const t = useT();
  return (
    <li class="ticket-changed">
      <span>
        <strong>{by(t, line)}</strong>{' '}
        {line.what === 'made' || line.what === 'not-mailed'
          ? t(line.what === 'made' ? 'ticket.wasMade' : 'ticket.notMailed', { contact: line.after })
          : t('ticket.changed', { field: t(`ticket.${line.what as 'title'}`), before: shown(t, line, line.before), after: shown(t, line, line.after) })}
      </span>
      <time>{t.moment(line.at)}</time>
    </li>
  );
}

export function History({ lines }: { lines: readonly TicketLine[] }): VNode {
  const t = useT();
  return (
    <section class="card" aria-label={t('ticket.history')}>
      <h2>{t('ticket.history')}</h2>
      <ol class="ticket-history">
        {[...lines].reverse().map((line) => (said.includes(line.what) ? <Said key={line.seq} line={line} /> : <Changed key={line.seq} line={line} />))}
      </ol>
    </section>
  );
}
