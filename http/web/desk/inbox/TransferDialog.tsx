// Passing a conversation on to a colleague or a group, with a note.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Avatar } from '../../shared/components/Avatar';
import { Button } from '../../shared/components/Button';
import { Dialog } from '../../shared/components/Dialog';
import { TextArea } from '../../shared/components/Field';
import { Icon } from '../../shared/components/Icon';
import { check, people } from '../../shared/components/icons';
import { useStore } from '../../shared/store';
import type { ConversationView } from '../../shared/types';
import { talksToVisitors } from '../abilities';
import { useDesk } from '../desk';
import { ErrorNotice } from '../parts/ErrorNotice';
import { useT } from '../texts';
import { toast } from '../toasts';
import type { AgentLine, Group } from '../types';

type Target = { agent: string } | { group: string };

interface OptionProps {
  isChosen: boolean;
  onChoose: () => void;
  mark: VNode;
  name: string;
  detail: string;
}

function Option({ isChosen, onChoose, mark, name, detail }: OptionProps): VNode {
  return (
    <label class="option">
      <input type="radio" name="transfer-to" checked={isChosen} onChange={onChoose} />
      {mark}
      <span class="option-name">{name}</span>
      <small>{detail}</small>
      {isChosen && <Icon of={check} size={18} />}
    </label>
  );
}

interface ListProps<One> {
  list: readonly One[];
  target: Target | null;
  onChoose: (target: Target) => void;
}

function Agents({ list, target, onChoose }: ListProps<AgentLine>): VNode {
  const t = useT();
  return (
    <fieldset class="options">
      <legend>{t('transfer.agents')}</legend>
      {list.map((agent) => (
        <Option
          key={agent.id}
          isChosen={target !== null && 'agent' in target && target.agent === agent.id}
          onChoose={() => onChoose({ agent: agent.id })}
          mark={<Avatar kind="agent" size="s" name={agent.display_name} presence={agent.presence} />}
          name={agent.display_name}
          detail={`${t(`presence.${agent.presence}`)} · ${t('team.load', { load: agent.load, capacity: agent.capacity })}`}
        />
      ))}
    </fieldset>
  );
}

function Groups({ list, target, onChoose }: ListProps<Group>): VNode {
  const t = useT();
  return (
    <fieldset class="options">
      <legend>{t('transfer.groups')}</legend>
      {list.map((group) => (
        <Option
          key={group.id}
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
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const agents = (queue?.agents ?? []).filter((agent) => agent.id !== view.agent_id && talksToVisitors(agent.role));
  const groups = queue?.groups ?? [];

  const submit = async () => {
    if (!target) return;
    setBusy(true);
    setError(null);
    try {
      const words = note.trim();
      await desk.api.post(`/v1/conversations/${view.id}/transfer`, words ? { ...target, note: words } : target);
      desk.refreshAll();
      toast('good', t('transfer.done'));
      onClose();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };

  return (
    <Dialog
      title={t('transfer.title')}
      closeLabel={t('app.close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button look="primary" busy={isBusy} disabled={!target} onClick={() => void submit()}>
            {t('transfer.submit')}
          </Button>
        </>
      }
    >
      <div class="form">
        <p class="lead">{t('transfer.lead')}</p>
        {agents.length + groups.length === 0 && <p>{t('transfer.nobody')}</p>}
        {agents.length > 0 && <Agents list={agents} target={target} onChoose={setTarget} />}
        {groups.length > 0 && <Groups list={groups} target={target} onChoose={setTarget} />}
        <TextArea
          label={t('transfer.note')}
          placeholder={t('transfer.notePlaceholder')}
          rows={2}
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
        {error !== null && <ErrorNotice error={error} />}
      </div>
    </Dialog>
  );
}
