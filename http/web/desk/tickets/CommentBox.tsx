// Saying something about a ticket: to colleagues, or to its customer.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { ChoiceRow, TextArea } from '../../shared/components/Field';
import { useDesk } from '../desk';
import { ErrorNotice } from '../parts/ErrorNotice';
import { restOf, useOnce } from '../parts/sent';
import { useT } from '../texts';
import { useKeptText } from '../together/draft';
import type { Ticket } from './types';

const audiences = ['staff', 'customer'] as const;
type Audience = (typeof audiences)[number];

export function CommentBox({ ticket, mails, onSaid }: { ticket: Ticket; mails: boolean; onSaid: () => Promise<void> }): VNode {
  const t = useT();
  const { api } = useDesk();
  const [text, setText] = useKeptText(`ticket:${ticket.id}`);
  const [audience, setAudience] = useState<Audience>('staff');
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);
  const once = useOnce();
  const isToCustomer = audience === 'customer';
  const say = async () => {
    const said = text.trim();
    setBusy(true);
    setRefusal(null);
    try {
      await once(`${audience} ${said}`, (key) => api.post(`/v1/tickets/${ticket.id}/comments`, { text: said, to_customer: isToCustomer, key }));
      setText((now) => restOf(now, said));
      await onSaid();
    } catch (problem) {
      setRefusal(problem);
    }
    setBusy(false);
  };
  return (
    <section class="card ticket-comment" aria-label={t('ticket.comment')}>
      <ChoiceRow label={t('ticket.audience')} value={audience} options={audiences.map((one) => ({ value: one, label: t(`ticket.to.${one}`) }))} onChange={setAudience} />
      <TextArea
        label={t('ticket.comment')}
        rows={3}
        maxLength={4000}
        value={text}
        {...(isToCustomer ? { hint: t(mails ? 'ticket.toldByMail' : 'ticket.toldInTalk', { address: ticket.contact }) } : {})}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      {refusal !== null && <ErrorNotice error={refusal} />}
      <div class="card-actions">
        <Button size="s" look="primary" busy={isBusy} disabled={text.trim() === ''} onClick={() => void say()}>
          {t(isToCustomer ? 'ticket.sendToCustomer' : 'ticket.addComment')}
        </Button>
      </div>
    </section>
  );
}
