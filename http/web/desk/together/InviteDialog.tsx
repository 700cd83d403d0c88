// Asking a colleague into a conversation, with a word on what it is about.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { TextArea } from '../../shared/components/Field';
import { useStore } from '../../shared/store';
import type { ConversationView } from '../../shared/types';
import { talksToVisitors } from '../abilities';
import { useDesk } from '../desk';
import { AgentOptions } from '../parts/ChoiceOption';
import { FormDialog } from '../parts/FormDialog';
import { useT } from '../texts';
import { toast } from '../toasts';
import type { AgentLine } from '../types';

const order = ['online', 'busy', 'away', 'invisible', 'offline'];

/** Who can help now comes first. */
function byPresence(one: AgentLine, other: AgentLine): number {
  return order.indexOf(one.presence) - order.indexOf(other.presence) || one.display_name.localeCompare(other.display_name);
}

export function InviteDialog({ view, onClose }: { view: ConversationView; onClose: () => void }): VNode {
  const t = useT();
  const desk = useDesk();
  const me = useStore(desk.me, (value) => value.id);
  const agents = useStore(desk.queue, (queue) => queue?.agents) ?? [];
  const [whom, setWhom] = useState<AgentLine | null>(null);
  const [note, setNote] = useState('');
  const isIn = new Set(view.people.map((person) => person.id));
  const list = agents
    .filter((agent) => agent.id !== me && agent.id !== view.agent_id && !isIn.has(agent.id) && talksToVisitors(agent.role))
    .sort(byPresence);

  const submit = async () => {
    if (!whom) return;
    await desk.api.post(`/v1/conversations/${view.id}/invite`, { agent: whom.id, note: note.trim() || null });
    desk.synchroniser.refresh();
    toast('good', t('together.invited', { name: whom.display_name }));
    onClose();
  };

  return (
    <FormDialog title={t('together.invite')} submit={t('together.inviteSubmit')} isReady={whom !== null} onSubmit={submit} onClose={onClose}>
      <p class="lead">{t('together.inviteLead')}</p>
      {list.length === 0 && <p>{t('together.inviteNobody')}</p>}
      {list.length > 0 && <AgentOptions agents={list} chosen={whom?.id ?? null} onChoose={setWhom} />}
      <TextArea label={t('together.note')} placeholder={t('together.notePlaceholder')} rows={2} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
    </FormDialog>
  );
}
