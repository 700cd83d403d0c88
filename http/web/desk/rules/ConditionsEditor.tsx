// Where and when a rule holds.  Closed as long as there is no condition.

import type { VNode } from 'preact';
import { ChoiceRow, Select, TextInput } from '../../shared/components/Field';
import { languages } from '../../shared/i18n';
import { useT } from '../texts';
import type { Group } from '../types';
import { Chips } from './Chips';
import { days, type Conditions, type Day, type Hours } from './model';

type HoursMode = 'any' | 'group' | 'times';

const zones = ['Asia/Shanghai', 'Asia/Taipei', 'Asia/Hong_Kong', 'Asia/Singapore', 'Europe/London', 'Europe/Berlin', 'America/New_York', 'America/Los_Angeles', 'UTC'];

const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

function modeOf(hours: Hours | undefined): HoursMode {
  if (!hours) return 'any';
  return hours.times ? 'times' : 'group';
}

function hoursOf(mode: HoursMode, groups: readonly Group[], open: boolean): Hours | undefined {
  const week = Object.fromEntries(days.slice(0, 5).map((day) => [day, ['09:00-18:00']]));
  if (mode === 'group') return { open, group: groups[0]?.name ?? '' };
  if (mode === 'times') return { open, times: { zone: ownZone(), week } };
  return undefined;
}

interface HoursProps {
  hours: Hours | undefined;
  groups: readonly Group[];
  onChange: (hours: Hours | undefined) => void;
}

function Week({ hours, onChange }: { hours: Hours; onChange: (hours: Hours) => void }): VNode {
  const t = useT();
  const times = hours.times ?? { zone: 'UTC', week: {} };
  const setDay = (day: Day, text: string) => {
    const spans = text.split(/[,，\s]+/).filter((one) => one !== '');
    onChange({ ...hours, times: { ...times, week: { ...times.week, [day]: spans } } });
  };
  return (
    <div class="rule-week">
      <TextInput
        label={t('rule.zone')}
        list="rule-zones"
        value={times.zone}
        onInput={(event) => onChange({ ...hours, times: { ...times, zone: event.currentTarget.value } })}
      />
      <datalist id="rule-zones">
        {zones.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      {days.map((day) => (
        <TextInput
          key={day}
          label={t(`rule.day.${day}`)}
          placeholder={t('rule.closed')}
          defaultValue={(times.week[day] ?? []).join(', ')}
          onChange={(event) => setDay(day, event.currentTarget.value)}
        />
      ))}
    </div>
  );
}

function HoursEditor({ hours, groups, onChange }: HoursProps): VNode {
  const t = useT();
  const mode = modeOf(hours);
  return (
    <>
      <ChoiceRow
        label={t('rule.hours')}
        value={mode}
        options={(['any', 'group', 'times'] as const).map((value) => ({ value, label: t(`rule.hours.${value}`) }))}
        onChange={(value) => onChange(hoursOf(value, groups, hours?.open ?? true))}
      />
      {hours && (
        <ChoiceRow
          label={t('rule.holdsWhen')}
          value={hours.open ? 'open' : 'shut'}
          options={(['open', 'shut'] as const).map((value) => ({ value, label: t(`rule.holds.${value}`) }))}
          onChange={(value) => onChange({ ...hours, open: value === 'open' })}
        />
      )}
      {hours && mode === 'group' && (
        <Select label={t('rule.hoursGroup')} value={hours.group} onChange={(event) => onChange({ ...hours, group: event.currentTarget.value })}>
          {groups.map((group) => (
            <option key={group.id} value={group.name}>
              {group.name}
            </option>
          ))}
        </Select>
      )}
      {hours && mode === 'times' && <Week hours={hours} onChange={onChange} />}
    </>
  );
}

export interface ConditionsProps {
  conditions: Conditions;
  groups: readonly Group[];
  isOpen: boolean;
  onChange: (conditions: Conditions) => void;
}

function without(conditions: Conditions): Conditions {
  const rest = { ...conditions };
  delete rest.hours;
  return rest;
}

export function ConditionsEditor({ conditions, groups, isOpen, onChange }: ConditionsProps): VNode {
  const t = useT();
  const names = groups.map((group) => group.name);
  const set = (part: Partial<Conditions>) => onChange({ ...conditions, ...part });
  return (
    <details class="rule-part" open={isOpen}>
      <summary>
        <h3>{t('rule.conditions')}</h3>
        <span class="field-hint">{t('rule.conditionsHint')}</span>
      </summary>
      <div class="rule-pair">
        <Chips label={t('rule.pages')} hint={t('rule.pagesHint')} placeholder="/pay*" values={conditions.pages ?? []} onChange={(pages) => set({ pages })} />
        <Chips label={t('rule.languages')} placeholder={t('rule.anyValue')} values={conditions.languages ?? []} offers={['zh', ...languages]} onChange={(list) => set({ languages: list })} />
        <Chips label={t('rule.tags')} hint={t('rule.tagsHint')} placeholder="vip" values={conditions.tags ?? []} onChange={(tags) => set({ tags })} />
        <Chips label={t('rule.groups')} placeholder={t('rule.anyValue')} values={conditions.groups ?? []} offers={names} onChange={(list) => set({ groups: list })} />
        <Chips label={t('rule.sites')} placeholder={t('rule.anyValue')} values={conditions.sites ?? []} onChange={(sites) => set({ sites })} />
      </div>
      <HoursEditor
        hours={conditions.hours}
        groups={groups}
        onChange={(hours) => onChange(hours ? { ...conditions, hours } : without(conditions))}
      />
    </details>
  );
}
