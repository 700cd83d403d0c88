// One of several to choose from, as a line with a mark, a name and a detail.

import type { VNode } from 'preact';
import { Avatar } from '../../shared/components/Avatar';
import { Icon } from '../../shared/components/Icon';
import { check } from '../../shared/components/icons';
import { useT } from '../texts';
import type { AgentLine } from '../types';

export interface ChoiceOptionProps {
  /** Of the radio buttons that belong together. */
  group: string;
  isChosen: boolean;
  onChoose: () => void;
  mark: VNode;
  name: string;
  detail: string;
}

export function ChoiceOption({ group, isChosen, onChoose, mark, name, detail }: ChoiceOptionProps): VNode {
  return (
    <label class="option">
      <input type="radio" name={group} checked={isChosen} onChange={onChoose} />
      {mark}
      <span class="option-name">{name}</span>
      <small>{detail}</small>
      {isChosen && <Icon of={check} size={18} />}
    </label>
  );
}

export interface AgentOptionsProps {
  agents: readonly AgentLine[];
  chosen: string | null;
  onChoose: (agent: AgentLine) => void;
}

/** Colleagues, each with presence and load. */
export function AgentOptions({ agents, chosen, onChoose }: AgentOptionsProps): VNode {
  const t = useT();
  return (
    <fieldset class="options">
      <legend>{t('transfer.agents')}</legend>
      {agents.map((agent) => (
        <ChoiceOption
          key={agent.id}
          group="target"
          isChosen={chosen === agent.id}
          onChoose={() => onChoose(agent)}
          mark={<Avatar kind="agent" size="s" name={agent.display_name} presence={agent.presence} />}
          name={agent.display_name}
          detail={`${t(`presence.${agent.presence}`)} · ${t('team.load', { load: agent.load, capacity: agent.capacity })}`}
        />
      ))}
    </fieldset>
  );
}
