// The tickets of a conversation, in its panel, with the way to make one.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { plus } from '../../shared/components/icons';
import type { ConversationView } from '../../shared/types';
import { useFetched } from '../fetched';
import { to } from '../router';
import { useT } from '../texts';
import { MakeTicket } from './MakeTicket';
import { StateMark } from './marks';
import { codeOf, type TicketList } from './types';
import './tickets.css';

export function TicketsOfTalk({ view }: { view: ConversationView }): VNode {
  const t = useT();
  const { data } = useFetched<TicketList>(`/v1/tickets?conversation=${view.id}`, 'queue');
  const [isMaking, setMaking] = useState(false);
  return (
    <section class="wrap-card">
      <h3>{t('nav.tickets')}</h3>
      {data && data.tickets.length > 0 && (
        <ul class="tickets-of-talk">
          {data.tickets.map((one) => (
            <li key={one.id}>
              <a href={to('tickets', 'id', one.id)}>
                {codeOf(one.number)} {one.title}
              </a>
              <StateMark state={one.state} />
            </li>
          ))}
        </ul>
      )}
      <Button size="s" look="quiet" icon={plus} onClick={() => setMaking(true)}>
        {t('ticket.make')}
      </Button>
      {isMaking && <MakeTicket view={view} onDone={() => setMaking(false)} />}
    </section>
  );
}
