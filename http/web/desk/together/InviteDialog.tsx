// Asking a colleague into a conversation, with a word on what it is about.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Avatar } from '../../shared/components/Avatar';
import { Button } from '../../shared/components/Button';
import { Dialog } from '../../shared/components/Dialog';
import { TextArea } from '../../shared/components/Field';
import { Icon } from '../../shared/components/Icon';
import { check } from '../../shared/components/icons';
import { useStore } from '../../shared/store';
import type { ConversationView } from '../../shared/types';
import { talksToVisitors } from '../abilities';
import { useDesk } from '../desk';
import { ErrorNotice } from '../parts/ErrorNotice';
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
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const isIn = new Set(view.people.map((person) => person.id));
  const list = agents
    .filter((agent) => agent.id !== me && agent.id !== view.agent_id && !isIn.has(agent.id) && talksToVisitors(agent.role))
    .sort(byPresence);

  const submit = async () => {
    if (!whom) return;
    setBusy(true);
    setError(null);
    try {
      await desk.api.post(`/v1/conversations/${view.id}/invite`, { agent: whom.id, note: note.trim() || null });
      desk.synchroniser.refresh();
      toast('good', t('together.invited', { name: whom.display_name }));
      onClose();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };

  return (
    <Dialog
      title={t('together.invite')}
      closeLabel={t('app.close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button look="primary" busy={isBusy} disabled={!whom} onClick={() => void submit()}>
            {t('together.inviteSubmit')}
          </Button>
        </>
      }
    >
      <div class="form">
        <p class="lead">{t('together.inviteLead')}</p>
        {list.length === 0 && <p>{t('together.inviteNobody')}</p>}
        {list.length > 0 && (
          <fieldset class="options">
            <legend>{t('transfer.agents')}</legend>
            {list.map((agent) => (
              <label key={agent.id} class="option">
                <input type="radio" name="invite" checked={whom?.id === agent.id} onChange={() => setWhom(agent)} />
                <Avatar kind="agent" size="s" name={agent.display_name} presence={agent.presence} />
                <span class="option-name">{agent.display_name}</span>
                <small>{t(`presence.${agent.presence}`)}</small>
                {whom?.id === agent.id && <Icon of={check} size={18} />}
              </label>
            ))}
          </fieldset>
        )}
        <TextArea
          label={t('together.note')}
          placeholder={t('together.notePlaceholder')}
          rows={2}
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
        {error !== null && <ErrorNotice error={error} />}
      </div>
    </Dialog>
  );
}
