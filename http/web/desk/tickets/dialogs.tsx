// The dialogs of a ticket: its words, and its solution.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { TextArea, TextInput } from '../../shared/components/Field';
import { FormDialog } from '../parts/FormDialog';
import { useT } from '../texts';
import { editOf, solutionOf } from './changes';
import type { Change, Ticket } from './types';

interface EditProps {
  ticket: Ticket;
  onSave: (change: Change) => Promise<void>;
  onClose: () => void;
}

export function EditDialog({ ticket, onSave, onClose }: EditProps): VNode {
  const t = useT();
  const [before] = useState(ticket); /* what a colleague saves meanwhile doesn't move it */
  const [draft, setDraft] = useState({ title: ticket.title, detail: ticket.detail, contact: ticket.contact });
  const put = (name: keyof typeof draft) => (event: { currentTarget: { value: string } }) => setDraft({ ...draft, [name]: event.currentTarget.value });
  const save = async () => {
    await onSave(editOf(before, draft));
    onClose();
  };
  return (
    <FormDialog title={t('ticket.edit')} submit={t('app.save')} isReady={draft.title.trim() !== ''} onSubmit={save} onClose={onClose}>
      <TextInput label={t('ticket.title')} hint={t('ticket.titleHint')} maxLength={200} value={draft.title} onInput={put('title')} autofocus />
      <TextArea label={t('ticket.detail')} rows={5} maxLength={4000} value={draft.detail} onInput={put('detail')} />
      <TextInput label={t('ticket.contact')} hint={t('ticket.contactHint')} maxLength={254} value={draft.contact} onInput={put('contact')} />
    </FormDialog>
  );
}

interface SolveProps {
  ticket: Ticket;
  mails: boolean;
  onSolve: (change: Change) => Promise<void>;
  onClose: () => void;
}

export function SolveDialog({ ticket, mails, onSolve, onClose }: SolveProps): VNode {
  const t = useT();
  const [before] = useState(ticket);
  const [solution, setSolution] = useState('');
  const solve = async () => {
    await onSolve(solutionOf(before, solution));
    onClose();
  };
  return (
    <FormDialog title={t('ticket.solve')} submit={t('ticket.move.solved')} onSubmit={solve} onClose={onClose}>
      <p class="lead">{t(mails ? 'ticket.solveByMail' : 'ticket.solveInTalk', { address: ticket.contact })}</p>
      <TextArea label={t('ticket.solution')} rows={4} maxLength={4000} value={solution} onInput={(event) => setSolution(event.currentTarget.value)} autofocus />
    </FormDialog>
  );
}
