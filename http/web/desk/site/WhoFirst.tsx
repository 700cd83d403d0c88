// Who answers first: the bot or people, and other rules for parts of the week and groups.

import type { VNode } from 'preact';
import { Button, IconButton } from '../../shared/components/Button';
import { close, plus } from '../../shared/components/icons';
import { useT } from '../texts';
import type { Group } from '../types';
import { keptEnd, shownEnd } from './hours';
import type { PartProps } from './SiteEditor';
import { days, type BotHours, type BotMode, type Day } from './types';

const modes: readonly BotMode[] = ['bot-first', 'bot-when-away', 'agents-first'];
const weekdays: Day[] = ['mon', 'tue', 'wed', 'thu', 'fri'];

function ModeSelect({ value, onChange }: { value: BotMode; onChange: (mode: BotMode) => void }): VNode {
  const t = useT();
  return (
    <select class="control" aria-label={t('sites.mode')} value={value} onChange={(event) => onChange(event.currentTarget.value as BotMode)}>
      {modes.map((mode) => (
        <option key={mode} value={mode}>
          {t(`mode.${mode}`)}
        </option>
      ))}
    </select>
  );
}

interface RowProps {
  row: BotHours;
  groups: readonly Group[];
  onChange: (row: BotHours) => void;
  onRemove: () => void;
}

function Row({ row, groups, onChange, onRemove }: RowProps): VNode {
  const t = useT();
  const toggle = (day: Day) => {
    const next = row.days.includes(day) ? row.days.filter((one) => one !== day) : [...row.days, day];
    if (next.length > 0) onChange({ ...row, days: days.filter((one) => next.includes(one)) });
  };
  return (
    <li class="mode-row">
      <ModeSelect value={row.mode} onChange={(mode) => onChange({ ...row, mode })} />
      <select class="control" aria-label={t('sites.group')} value={row.group ?? ''} onChange={(event) => onChange({ ...row, group: event.currentTarget.value || null })}>
        <option value="">{t('sites.everyGroup')}</option>
        {groups.map((group) => (
          <option key={group.id} value={group.id}>
            {group.name}
          </option>
        ))}
      </select>
      <span class="day-marks" role="group" aria-label={t('sites.days')}>
        {days.map((day) => (
          <button key={day} type="button" class="day-mark" aria-pressed={row.days.includes(day)} aria-label={t(`day.${day}`)} onClick={() => toggle(day)}>
            {t(`dayShort.${day}`)}
          </button>
        ))}
      </span>
      <span class="span">
        <input class="control" type="time" aria-label={t('sites.from')} value={row.from} onInput={(event) => onChange({ ...row, from: event.currentTarget.value })} />
        <span aria-hidden="true">–</span>
        <input class="control" type="time" aria-label={t('sites.to')} value={shownEnd(row.to)} onInput={(event) => onChange({ ...row, to: keptEnd(event.currentTarget.value) })} />
      </span>
      <IconButton icon={close} label={t('sites.removeRow')} onClick={onRemove} />
    </li>
  );
}

export function WhoFirst({ settings, change, groups }: PartProps & { groups: readonly Group[] }): VNode {
  const t = useT();
  const rows = settings.bot_hours;
  const put = (at: number, row: BotHours) => change({ bot_hours: rows.map((one, place) => (place === at ? row : one)) });
  return (
    <section class="card">
      <h2>{t('sites.whoFirst')}</h2>
      <div class="mode-cards" role="radiogroup" aria-label={t('sites.whoFirst')}>
        {modes.map((mode) => (
          <label key={mode} class={`mode-card ${settings.bot_mode === mode ? 'chosen' : ''}`}>
            <input type="radio" name="bot-mode" checked={settings.bot_mode === mode} onChange={() => change({ bot_mode: mode })} />
            <strong>{t(`mode.${mode}`)}</strong>
            <span>{t(`modeHint.${mode}`)}</span>
          </label>
        ))}
      </div>
      <h3>{t('sites.otherHours')}</h3>
      <p class="field-hint">{t('sites.otherHoursHint')}</p>
      {rows.length > 0 && (
        <ul class="mode-rows">
          {rows.map((row, at) => (
            <Row key={at} row={row} groups={groups} onChange={(next) => put(at, next)} onRemove={() => change({ bot_hours: rows.filter((_, place) => place !== at) })} />
          ))}
        </ul>
      )}
      <div>
        <Button size="s" icon={plus} disabled={rows.length >= 50} onClick={() => change({ bot_hours: [...rows, { group: null, days: weekdays, from: '09:00', to: '18:00', mode: 'agents-first' }] })}>
          {t('sites.addRow')}
        </Button>
      </div>
    </section>
  );
}
