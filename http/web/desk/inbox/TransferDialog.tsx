// Passing a conversation on to a colleague or a group, with a note.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { TextArea } from '../../shared/components/Field';
import { Icon } from '../../shared/components/Icon';
import { people } from '../../shared/components/icons';
import { useStore } from '../../shared/store';
import type { ConversationView } from '../../shared/types';
import { talksToVisitors } from '../abilities';
import { useDesk } from '../desk';
import { AgentOptions, ChoiceOption } from '../parts/ChoiceOption';
import { FormDialog } from '../parts/FormDialog';
import { useT } from '../texts';
import { toast } from '../toasts';
import type { Group } from '../types';

type Target = { agent: string } | { group: string };

interface GroupsProps {
  list: readonly Group[];
  target: Target | null;
  onChoose: (target: Target) => void;
}

function Groups({ list, target, onChoose }: GroupsProps): VNode {
  const t = useT();
  return (
    <fieldset class="options">
      <legend>{t('transfer.groups')}</legend>
      {list.map((group) => (
        <ChoiceOption
          key={group.id}
          group="target"
          isChosen={target !== null && 'group' in target && target.group === group.name}
          onChoose={() => onChoose({ group: group.name })}
          mark={<Icon of={people} size={20} />}
          name={group.name}
          detail={group.is_open ? t('inbox.agentsFree', { count: group.online }) : t('transfer.closed')}
        />
      ))}
    </fieldset>
  );
}

export function TransferDialog({ view, onClose }: { view: ConversationView; onClose: () => void }): VNode {
  const t = useT();
  const desk = useDesk();
  const queue = useStore(desk.queue);
  const [target, setTarget] = useState<Target | null>(null);
  const [note, setNote] = useState('');
  const agents = (queue?.agents ?? []).filter((agent) => agent.id !== view.agent_id && talksToVisitors(agent.role));
  const groups = queue?.groups ?? [];

  const submit = async () => {
    if (!target) return;
    const words = note.trim();
    await desk.api.post(`/v1/conversations/${view.id}/transfer`, words ? { ...target, note: words } : target);
    desk.refreshAll();
    toast('good', t('transfer.done'));
    onClose();
  };

  return (
    <FormDialog title={t('transfer.title')} submit={t('transfer.submit')} isReady={target !== null} onSubmit={submit} onClose={onClose}>
      <p class="lead">{t('transfer.lead')}</p>
      {agents.length + groups.length === 0 && <p>{t('transfer.nobody')}</p>}
      {agents.length > 0 && (
        <AgentOptions agents={agents} chosen={target && 'agent' in target ? target.agent : null} onChoose={(agent) => setTarget({ agent: agent.id })} />
      )}
      {groups.length > 0 && <Groups list={groups} target={target} onChoose={setTarget} />}
      <TextArea label={t('transfer.note')} placeholder={t('transfer.notePlaceholder')} rows={2} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
    </FormDialog>
  );
}
