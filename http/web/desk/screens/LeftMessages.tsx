// Messages that visitors left when nobody could answer.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Badge } from '../../shared/components/Banner';
import { Button } from '../../shared/components/Button';
import { Empty } from '../../shared/components/Empty';
import { check, flag, mail } from '../../shared/components/icons';
import { useDesk } from '../desk';
import { useLeftMessages } from '../leftMessages';
import { ErrorNotice, errorText } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { Page } from '../parts/Page';
import { Tabs } from '../parts/Tabs';
import { to, usePlace } from '../router';
import { useT, word } from '../texts';
import { MakeTicketOfMessage } from '../tickets/MakeTicket';
import { toast } from '../toasts';
import type { LeftMessage } from '../types';

const states = ['open', 'done'] as const;

function Contact({ message }: { message: LeftMessage }): VNode | null {
  const { contact, reply_by } = message;
  if (!contact) return null;
  const scheme = { email: 'mailto:', phone: 'tel:', sms: 'sms:', site: '' }[reply_by];
  // An address may hold marks that begin further headers ("?bcc=") in such a link.
  const target = contact.replace(/[?&#%]/g, encodeURIComponent);
  return scheme ? <a href={scheme + target}>{contact}</a> : <span>{contact}</span>;
}

function Card({ message, onDone, isBusy }: { message: LeftMessage; onDone: () => void; isBusy: boolean }): VNode {
  const t = useT();
  const [isMaking, setMaking] = useState(false);
  return (
    <li class="card message-card">
      <div class="message-card-head">
        {message.category && <Badge tone="accent">{word(t, 'category', message.category)}</Badge>}
        <span>
          {t('messages.replyBy')}: <strong>{t(`replyBy.${message.reply_by}`)}</strong> <Contact message={message} />
        </span>
        <time>{t.moment(message.created_at)}</time>
      </div>
      <p class="message-card-text">{message.text}</p>
      <div class="card-actions">
        <a href={to('inbox', 'all', message.conversation)}>{t('messages.conversation')}</a>
        {message.state === 'open' ? (
          <>
            <Button size="s" icon={flag} onClick={() => setMaking(true)}>
              {t('ticket.make')}
            </Button>
            <Button size="s" icon={check} busy={isBusy} onClick={onDone}>
              {t('messages.markDone')}
            </Button>
          </>
        ) : (
          <Badge tone="good">
            {[t('messages.done'), message.done_by, message.done_at && t.ago(message.done_at)].filter(Boolean).join(' · ')}
          </Badge>
        )}
      </div>
      {isMaking && <MakeTicketOfMessage message={message} onDone={() => setMaking(false)} />}
    </li>
  );
}

export function LeftMessages(): VNode {
  const t = useT();
  const { api } = useDesk();
  const { parts } = usePlace();
  const state = states.find((one) => one === parts[0]) ?? 'open';
  const { page, error, isLoading, again, more } = useLeftMessages(state);
  const [busy, setBusy] = useState<string | null>(null);
  const list = page?.messages.filter((one) => one.state === state) ?? [];

  const markDone = async (id: string) => {
    setBusy(id);
    try {
      await api.post(`/v1/left-messages/${id}/done`);
      toast('good', t('messages.marked'));
    } catch (problem) {
      toast('bad', errorText(t, problem));
    }
    setBusy(null);
    void again();
  };

  return (
    <Page title={t('messages.title')} lead={t('messages.lead')}>
      <Tabs
        label={t('messages.states')}
        current={state}
        tabs={states.map((one) => ({
          id: one,
          label: t(`messages.${one}`),
          href: to('messages', one),
          ...(one === 'open' && state === 'open' && !page?.more ? { count: list.length } : {}),
        }))}
      />
      {error !== null && <ErrorNotice error={error} onRetry={() => void again()} />}
      {isLoading && !page && <Loading />}
      {page && list.length === 0 && (
        <Empty icon={mail} title={t(state === 'open' ? 'messages.empty' : 'messages.doneEmpty')}>
          <p>{t(state === 'open' ? 'messages.emptyLead' : 'messages.doneEmptyLead')}</p>
        </Empty>
      )}
      <ul class="cards">
        {list.map((message) => (
          <Card key={message.id} message={message} isBusy={busy === message.id} onDone={() => void markDone(message.id)} />
        ))}
      </ul>
      {page?.more && (
        <Button look="quiet" class="more" busy={isLoading} onClick={more}>
          {t('app.more')}
        </Button>
      )}
    </Page>
  );
}
