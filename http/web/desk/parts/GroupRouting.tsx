// How a group gives out its conversations: to whom first, and each member's priority and limit.

import type { VNode } from 'preact';
import { Select, TextInput } from '../../shared/components/Field';
import { useT } from '../texts';
import { Switch } from './Switch';

export const strategies = ['least-busy', 'round-robin', 'random', 'priority'] as const;
export type Strategy = (typeof strategies)[number];

export interface MemberRouting {
  staff: string;
  display_name: string;
  priority: number;
  capacity: number;
}

export interface Routing {
  strategy: Strategy;
  prefers_last: boolean;
  members: MemberRouting[];
  accept_seconds: number;
  again_seconds: number;
  supervisors_seconds: number;
  admins_seconds: number;
  push_seconds: number;
  mail_seconds: number;
  webhook_seconds: number;
}

interface NumberFieldProps {
  label: string;
  value: number;
  most: number;
  onChange: (value: number) => void;
}

export function NumberField({ label, value, most, onChange }: NumberFieldProps): VNode {
  return (
    <TextInput
      label={label}
      type="number"
      min={0}
      max={most}
      value={String(value)}
      onInput={(event) => onChange(Math.min(most, Math.max(0, Math.round(Number(event.currentTarget.value) || 0))))}
    />
  );
}

export function GroupRouting({ routing, onChange }: { routing: Routing; onChange: (routing: Routing) => void }): VNode {
  const t = useT();
  const put = (staff: string, part: Partial<MemberRouting>) =>
    onChange({ ...routing, members: routing.members.map((one) => (one.staff === staff ? { ...one, ...part } : one)) });
  return (
    <>
      <Select
        label={t('routing.strategy')}
        hint={t(`routing.${routing.strategy}Hint`)}
        value={routing.strategy}
        onChange={(event) => onChange({ ...routing, strategy: event.currentTarget.value as Strategy })}
      >
        {strategies.map((one) => (
          <option key={one} value={one}>
            {t(`routing.${one}`)}
          </option>
        ))}
      </Select>
      <Switch label={t('routing.prefersLast')} hint={t('routing.prefersLastHint')} isOn={routing.prefers_last} onChange={(prefers_last) => onChange({ ...routing, prefers_last })} />
      {routing.members.map((member) => (
        <fieldset key={member.staff} class="member-routing">
          <legend>{member.display_name}</legend>
          {routing.strategy === 'priority' && <NumberField label={t('routing.memberPriority')} value={member.priority} most={100} onChange={(priority) => put(member.staff, { priority })} />}
          <NumberField label={t('routing.memberCapacity')} value={member.capacity} most={50} onChange={(capacity) => put(member.staff, { capacity })} />
        </fieldset>
      ))}
      {routing.members.length > 0 && <p class="field-hint">{t('routing.memberHint')}</p>}
    </>
  );
}
