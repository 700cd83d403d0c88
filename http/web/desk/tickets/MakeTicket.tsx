// Making a ticket of a conversation or of a left message, with what is known filled in.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { TextArea, TextInput } from '../../shared/components/Field';
import type { ConversationView, LogEvent } from '../../shared/types';
import { useDesk } from '../desk';
import { useFetched } from '../fetched';
import { FormDialog } from '../parts/FormDialog';
import { go, to } from '../router';
import type { WrapUp } from '../talk/types';
import { useT } from '../texts';
import { toast } from '../toasts';
import type { LeftMessage } from '../types';
import { Choices, type Chosen } from './Choices';
import { fromField, toField } from './dates';
import { lastQuestion } from './question';
import { codeOf, type Priority, type TicketPage, type TicketRules } from './types';

const HOUR = 3_600_000;
const TITLE_MOST = 200;

interface Known {
  title: string;
  detail: string;
  contact: string;
}

/** The first line is the title; what is more stands below. */
function knownOf(text: string, contact: string): Known {
  const title = (text.trim().split('\n')[0] ?? '').slice(0, TITLE_MOST).trim();
  return { title, detail: text.trim() === title ? '' : text, contact };
}

interface DialogProps {
  /** Of what it is made. */
  source: { conversation: string } | { left_message: string };
  known: Known;
  /** Left out: the conversation's own, as the server knows it. */
  group?: string | undefined;
  note?: string;
  onDone: () => void;
}

function MakeDialog({ source, known, group, note, onDone }: DialogProps): VNode {
  const t = useT();
  const { api, refreshAll } = useDesk();
  const rules = useFetched<TicketRules>('/v1/ticket-rules', 'me').data;
  const [text, setText] = useState(known);
  const [chosen, setChosen] = useState<Partial<Chosen> & Pick<Chosen, 'priority'>>({ priority: 'normal', ...(group ? { group } : {}) }); /* what isn't touched isn't sent */
  const [due, setDue] = useState<string | null>(null); /* null: as the priority says */
  const dueOf = (priority: Priority) => (rules ? toField(Date.now() + rules[`hours_${priority}`] * HOUR) : '');
  const make = async () => {
    const { ticket } = await api.post<TicketPage>('/v1/tickets', {
      ...source,
      ...chosen,
      title: text.title.trim(),
      detail: text.detail.trim(),
      contact: text.contact.trim(),
      ...(due !== null ? { due_at: fromField(due) } : {}),
    });
    const href = to('tickets', 'id', ticket.id);
    toast('good', t('ticket.made', { code: codeOf(ticket.number) }), { text: ticket.title, href });
    onDone();
    if ('left_message' in source) go(href);
    else void refreshAll();
  };
  const put = (name: keyof Known) => (event: { currentTarget: { value: string } }) => setText({ ...text, [name]: event.currentTarget.value });
  return (
    <FormDialog title={t('ticket.make')} submit={t('ticket.makeIt')} isReady={text.title.trim() !== ''} onSubmit={make} onClose={onDone}>
      {note && <p class="lead">{note}</p>}
      <TextInput label={t('ticket.title')} hint={t('ticket.titleHint')} maxLength={TITLE_MOST} value={text.title} onInput={put('title')} autofocus />
      <TextArea label={t('ticket.detail')} rows={3} maxLength={4000} value={text.detail} onInput={put('detail')} />
      <TextInput label={t('ticket.contact')} hint={t('ticket.contactHint')} maxLength={254} value={text.contact} onInput={put('contact')} />
      <div class="ticket-choices">
        <Choices value={{ category: '', group: '', agent: '', ...chosen }} onChange={(part) => setChosen({ ...chosen, ...part })} />
        <TextInput type="datetime-local" label={t('ticket.due')} value={due ?? dueOf(chosen.priority)} onInput={(event) => setDue(event.currentTarget.value || null)} />
      </div>
    </FormDialog>
  );
}

/** What is known of a visitor by what they filled in: an address rather than a number. */
function contactOf(view: ConversationView): string {
  const form = view.form ?? [];
  return (form.find((one) => one.kind === 'email') ?? form.find((one) => one.kind === 'phone'))?.value ?? '';
}

/** As far back as a last question is looked for. */
const EVENTS_BACK = 100;

export function MakeTicket({ view, onDone }: { view: ConversationView; onDone: () => void }): VNode | null {
  const { api, queue } = useDesk();
  const [start] = useState(view); /* what is said meanwhile changes nothing */
  const [known, setKnown] = useState<Known | null>(null);
  useEffect(() => {
    const read = async (): Promise<Known> => {
      const [wrapped, talk] = await Promise.all([
        api.get<{ wrap_up: WrapUp | null }>(`/v1/conversations/${start.id}/wrap-up`),
        api.get<{ events: LogEvent[] }>(`/v1/conversations/${start.id}/events?after=${Math.max(0, start.last_seq - EVENTS_BACK)}`),
      ]);
      const summary = wrapped.wrap_up?.summary ?? '';
      const question = lastQuestion(talk.events);
      return knownOf(summary || question, contactOf(start));
    };
    /* Without that one can still write it oneself. */
    read().then(setKnown, () => setKnown({ title: '', detail: '', contact: contactOf(start) }));
  }, [api, start]);
  if (!known) return null;
  const group = queue.get()?.groups.find((one) => one.name === view.group)?.id;
  return <MakeDialog source={{ conversation: view.id }} known={known} group={group} onDone={onDone} />;
}

export function MakeTicketOfMessage({ message, onDone }: { message: LeftMessage; onDone: () => void }): VNode {
  const t = useT();
  const known = knownOf(message.text, message.contact ?? '');
  return <MakeDialog source={{ left_message: message.id }} known={known} note={t('ticket.ofMessage')} onDone={onDone} />;
}
