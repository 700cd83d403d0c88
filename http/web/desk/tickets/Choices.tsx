// Fields that the making of a ticket and its page share: category, priority, group, agent.

import type { VNode } from 'preact';
import { Select } from '../../shared/components/Field';
import { useStore } from '../../shared/store';
import { useDesk } from '../desk';
import { useFetched } from '../fetched';
import type { Topic } from '../talk/types';
import { useT } from '../texts';
import { priorities, type Priority } from './types';

export interface Chosen {
  category: string;
  priority: Priority;
  group: string;
  agent: string;
}

export interface ChoicesProps {
  value: Chosen;
  isBusy?: boolean;
  onChange: (part: Partial<Chosen>) => void;
}

interface Option {
  id: string;
  name: string;
}

/** What is chosen stays to be seen, also when it is no more to be had. */
export function withChosen(list: readonly Option[], id: string, name: string | null): Option[] {
  return id === '' || list.some((one) => one.id === id) ? [...list] : [...list, { id, name: name ?? id }];
}

export function Choices({ value, isBusy = false, onChange, names = {} }: ChoicesProps & { names?: { category?: string | null; group?: string | null; agent?: string | null } }): VNode {
  const t = useT();
  const queue = useStore(useDesk().queue);
  const topics = useFetched<{ topics: Topic[] }>('/v1/topics', 'staff').data?.topics ?? [];
  const agents = (queue?.agents ?? []).map((one) => ({ id: one.id, name: one.display_name }));
  const field = (name: 'category' | 'group' | 'agent', none: string, list: readonly Option[]) => (
    <Select label={t(`ticket.${name}`)} value={value[name]} disabled={isBusy} onChange={(event) => onChange({ [name]: event.currentTarget.value })}>
      <option value="">{none}</option>
      {withChosen(list, value[name], names[name] ?? null).map((one) => (
        <option key={one.id} value={one.id}>
          {one.name}
        </option>
      ))}
    </Select>
  );
  return (
    <>
      <Select label={t('ticket.priority')} value={value.priority} disabled={isBusy} onChange={(event) => onChange({ priority: event.currentTarget.value as Priority })}>
        {priorities.map((one) => (
          <option key={one} value={one}>
            {t(`ticket.priority.${one}`)}
          </option>
        ))}
      </Select>
      {field('category', t('ticket.noCategory'), topics.filter((one) => one.is_active))}
      {field('group', t('ticket.noGroup'), queue?.groups ?? [])}
      {field('agent', t('ticket.noAgent'), agents)}
    </>
  );
}
