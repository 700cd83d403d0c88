// Making a ticket of a conversation or of a left message, with what is known filled in.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Api } from '../../shared/api';
import { TextArea, TextInput } from '../../shared/components/Field';
import type { ConversationView, LogEvent } from '../../shared/types';
import { useDesk } from '../desk';
import { useFetched } from '../fetched';
import { useForm } from '../form';
import { ErrorNotice } from '../parts/ErrorNotice';
import { FormDialog } from '../parts/FormDialog';
import { useOnce } from '../parts/sent';
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
  /** Why nothing more is known. */
  unread?: unknown;
}

/** The first line is the title; what is more stands below. */
function knownOf(text: string, contact: string): Known {
  const title = (text.trim().split('\n')[0] ?? '').slice(0, TITLE_MOST).trim();
  return { title, detail: text.trim() === title ? '' : text, contact };
}

interface DialogProps {
  /** Of what it is made. */
  source: { conversation: string } | { left_message: string };
  read: () => Promise<Known>;
  /** Left out: the conversation's own, as the server knows it. */
  group?: string | undefined;
  note?: string;
  onDone: () => void;
}

function MakeDialog({ source, read, group, note, onDone }: DialogProps): VNode {
  const t = useT();
  const { api, refreshAll } = useDesk();
  const rules = useFetched<TicketRules>('/v1/ticket-rules', 'me').data;
  const { form: text, change, waiting } = useForm(read);
  const [chosen, setChosen] = useState<Partial<Chosen> & Pick<Chosen, 'priority'>>({ priority: 'normal', ...(group ? { group } : {}) }); /* what isn't touched isn't sent */
  const [due, setDue] = useState<string | null>(null); /* null: as the priority says */
  const once = useOnce();
  const dueOf = (priority: Priority) => (rules ? toField(Date.now() + rules[`hours_${priority}`] * HOUR) : '');
  const make = async () => {
    if (!text) return;
    const wanted = {
      ...source,
      ...chosen,
      title: text.title.trim(),
      detail: text.detail.trim(),
      contact: text.contact.trim(),
      ...(due !== null ? { due_at: fromField(due) } : {}),
    };
    const { ticket } = await once(JSON.stringify(wanted), (key) => api.post<TicketPage>('/v1/tickets', { ...wanted, key }));
    const href = to('tickets', 'id', ticket.id);
    toast('good', t('ticket.made', { code: codeOf(ticket.number) }), { text: ticket.title, href });
    onDone();
    if ('left_message' in source) go(href);
    else void refreshAll();
  };
  const put = (name: keyof Known) => (event: { currentTarget: { value: string } }) => change({ [name]: event.currentTarget.value });
  return (
    <FormDialog title={t('ticket.make')} submit={t('ticket.makeIt')} isReady={text !== null && text.title.trim() !== ''} waiting={waiting} onSubmit={make} onClose={onDone}>
      {note && <p class="lead">{note}</p>}
      {text?.unread !== undefined && <ErrorNotice error={text.unread} />}
      <TextInput label={t('ticket.title')} hint={t('ticket.titleHint')} maxLength={TITLE_MOST} value={text?.title} onInput={put('title')} autofocus />
      <TextArea label={t('ticket.detail')} rows={3} maxLength={4000} value={text?.detail} onInput={put('detail')} />
      <TextInput label={t('ticket.contact')} hint={t('ticket.contactHint')} maxLength={254} value={text?.contact} onInput={put('contact')} />
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

/** What is said meanwhile changes nothing. */
async function readKnown(api: Api, view: ConversationView): Promise<Known> {
  try {
    const [wrapped, talk] = await Promise.all([
      api.get<{ wrap_up: WrapUp | null }>(`/v1/conversations/${view.id}/wrap-up`),
      api.get<{ events: LogEvent[] }>(`/v1/conversations/${view.id}/events?after=${Math.max(0, view.last_seq - EVENTS_BACK)}`),
    ]);
    return knownOf(wrapped.wrap_up?.summary || lastQuestion(talk.events), contactOf(view));
  } catch (unread) {
    /* Without that one can still write it oneself. */
    return { ...knownOf('', contactOf(view)), unread };
  }
}

export function MakeTicket({ view, onDone }: { view: ConversationView; onDone: () => void }): VNode {
  const { api, queue } = useDesk();
  const group = queue.get()?.groups.find((one) => one.name === view.group)?.id;
  return <MakeDialog source={{ conversation: view.id }} read={() => readKnown(api, view)} group={group} onDone={onDone} />;
}

export function MakeTicketOfMessage({ message, onDone }: { message: LeftMessage; onDone: () => void }): VNode {
  const t = useT();
  const read = () => Promise.resolve(knownOf(message.text, message.contact ?? ''));
  return <MakeDialog source={{ left_message: message.id }} read={read} note={t('ticket.ofMessage')} onDone={onDone} />;
}
