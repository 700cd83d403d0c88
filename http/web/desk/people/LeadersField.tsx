// Who leads a group.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Avatar } from '../../shared/components/Avatar';
import { useDesk } from '../desk';
import { useT } from '../texts';
import type { AgentLine } from '../types';

/** A group's leaders as they are stored and as they will be; a group that isn't made yet has none. */
export function useLeaders(group: string | undefined) {
  const { api } = useDesk();
  const [stored, setStored] = useState<readonly string[]>([]);
  const [leaders, setLeaders] = useState<readonly string[]>([]);
  useEffect(() => {
    if (!group) return;
    void api.get<{ leaders: string[] }>(`/v1/groups/${group}/leaders`).then(
      (answer) => {
        setStored(answer.leaders);
        setLeaders(answer.leaders);
      },
      () => undefined,
    );
  }, [api, group]);
  const save = async (id: string) => {
    if ([...leaders].sort().join() !== [...stored].sort().join()) await api.put(`/v1/groups/${id}/leaders`, { leaders });
  };
  return { leaders, setLeaders, save };
}

interface LeadersFieldProps {
  agents: readonly AgentLine[];
  leaders: readonly string[];
  onChange: (leaders: string[]) => void;
}

export function LeadersField({ agents, leaders, onChange }: LeadersFieldProps): VNode {
  const t = useT();
  return (
    <fieldset class="options">
      <legend>{t('leaders.title')}</legend>
      <p class="field-hint">{t('leaders.hint')}</p>
      {agents.map((agent) => {
        const leads = leaders.includes(agent.id);
        return (
          <label key={agent.id} class="option">
            <input type="checkbox" checked={leads} onChange={() => onChange(leads ? leaders.filter((id) => id !== agent.id) : [...leaders, agent.id])} />
            <Avatar kind="agent" size="s" name={agent.display_name} presence={agent.presence} />
            <span class="option-name">{agent.display_name}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
