// Who leads a group.

import type { VNode } from 'preact';
import { Avatar } from '../../shared/components/Avatar';
import { useT } from '../texts';
import type { AgentLine } from '../types';

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
