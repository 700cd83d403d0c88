// A group's hours: the week as a grid, holidays, and the time zone whose clock they go by.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button, IconButton } from '../../shared/components/Button';
import { Dialog } from '../../shared/components/Dialog';
import { Select } from '../../shared/components/Field';
import { close, copy, plus } from '../../shared/components/icons';
import { useDesk } from '../desk';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Switch } from '../parts/Switch';
import { useT } from '../texts';
import { toast } from '../toasts';
import type { Group } from '../types';
import { faultsOf, firstHours, keptEnd, ownZone, shownEnd, spanOf, textOf, withSpan, zones } from './hours';
import { days, type Day, type Holiday, type Hours } from './types';

function Spans({ label, spans, onChange }: { label: string; spans: readonly string[]; onChange: (spans: string[]) => void }): VNode {
  const t = useT();
  const put = (at: number, span: string) => onChange(spans.map((one, place) => (place === at ? span : one)));
  const add = <IconButton size="s" icon={plus} label={t('hours.addSpan', { day: label })} disabled={spans.length >= 6} onClick={() => onChange(withSpan(spans))} />;
  return (
    <div class="spans">
      {spans.length === 0 && <span class="spans-closed">{t('hours.closed')}</span>}
      {spans.map((text, at) => {
        const span = spanOf(text);
        return (
          <span key={at} class="span">
            <input class="control" type="time" aria-label={t('hours.from', { day: label })} value={span.from} onInput={(event) => put(at, textOf({ ...span, from: event.currentTarget.value }))} />
            <span aria-hidden="true">–</span>
            <input class="control" type="time" aria-label={t('hours.to', { day: label })} value={shownEnd(span.to)} onInput={(event) => put(at, textOf({ ...span, to: keptEnd(event.currentTarget.value) }))} />
            <IconButton size="s" icon={close} label={t('hours.removeSpan', { day: label })} onClick={() => onChange(spans.filter((_, place) => place !== at))} />
            {at === spans.length - 1 && add}
          </span>
        );
      })}
      {spans.length === 0 && add}
    </div>
  );
}

function Week({ hours, faults, onChange }: { hours: Hours; faults: readonly Day[]; onChange: (week: Hours['week']) => void }): VNode {
  const t = useT();
  const monday = hours.week.mon;
  const toWeekdays = () => {
    const week = { ...hours.week };
    for (const day of days) if (day !== 'sat' && day !== 'sun') week[day] = [...monday];
    onChange(week);
  };
  return (
    <fieldset class="week">
      <legend>{t('hours.week')}</legend>
      {days.map((day) => (
        <div key={day} class={`week-day ${faults.includes(day) ? 'wrong' : ''}`}>
          <span class="week-name">{t(`day.${day}`)}</span>
          <Spans label={t(`day.${day}`)} spans={hours.week[day]} onChange={(spans) => onChange({ ...hours.week, [day]: spans })} />
          {day === 'mon' && (
            <Button size="s" look="quiet" icon={copy} onClick={toWeekdays}>
              {t('hours.copy')}
            </Button>
          )}
          {faults.includes(day) && (
            <p class="field-error" role="alert">
              {t('hours.wrongDay')}
            </p>
          )}
        </div>
      ))}
    </fieldset>
  );
}

interface HolidaysProps {
  holidays: readonly Holiday[];
  faults: readonly number[];
  onChange: (holidays: Holiday[]) => void;
}

function Holidays({ holidays, faults, onChange }: HolidaysProps): VNode {
  const t = useT();
  const put = (at: number, part: Partial<Holiday>) => onChange(holidays.map((one, place) => (place === at ? { ...one, ...part } : one)));
  const today = new Date().toLocaleDateString('sv');
  return (
    <fieldset class="week">
      <legend>{t('hours.holidays')}</legend>
      {holidays.length === 0 && <p class="field-hint">{t('hours.noHolidays')}</p>}
      {holidays.map((holiday, at) => (
        <div key={at} class={`holiday ${faults.includes(at) ? 'wrong' : ''}`}>
          <input class="control" type="date" aria-label={t('hours.firstDay')} value={holiday.from} onInput={(event) => put(at, { from: event.currentTarget.value, to: holiday.to < event.currentTarget.value ? event.currentTarget.value : holiday.to })} />
          <span aria-hidden="true">–</span>
          <input class="control" type="date" aria-label={t('hours.lastDay')} value={holiday.to} min={holiday.from} onInput={(event) => put(at, { to: event.currentTarget.value })} />
          <input class="control" type="text" aria-label={t('hours.holidayName')} placeholder={t('hours.holidayName')} maxLength={80} value={holiday.name} onInput={(event) => put(at, { name: event.currentTarget.value })} />
          <Spans label={holiday.name || t('hours.holiday')} spans={holiday.hours} onChange={(hours) => put(at, { hours })} />
          <IconButton size="s" icon={close} label={t('hours.removeHoliday')} onClick={() => onChange(holidays.filter((_, place) => place !== at))} />
          {faults.includes(at) && (
            <p class="field-error" role="alert">
              {t('hours.wrongHoliday')}
            </p>
          )}
        </div>
      ))}
      <Button size="s" icon={plus} disabled={holidays.length >= 200} onClick={() => onChange([...holidays, { from: today, to: today, name: '', hours: [] }])}>
        {t('hours.addHoliday')}
      </Button>
    </fieldset>
  );
}

export function HoursDialog({ group, onClose, onSaved }: { group: Group; onClose: () => void; onSaved: () => void }): VNode {
  const t = useT();
  const { api } = useDesk();
  const [hours, setHours] = useState<Hours>(group.hours ?? firstHours(ownZone()));
  const [byHours, setByHours] = useState(group.by_hours || group.hours === null);
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const faults = isTried ? faultsOf(hours) : { days: [], holidays: [] };

  const save = async () => {
    const found = faultsOf(hours);
    setTried(true);
    if (found.days.length > 0 || found.holidays.length > 0) return;
    setBusy(true);
    try {
      await api.put(`/v1/groups/${group.id}`, { hours, by_hours: byHours });
      toast('good', t('hours.saved'));
      onSaved();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };

  return (
    <Dialog
      size="l"
      title={t('hours.title', { group: group.name })}
      closeLabel={t('app.close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button look="primary" busy={isBusy} onClick={() => void save()}>
            {t('app.save')}
          </Button>
        </>
      }
    >
      <div class="form">
        <Switch label={t('hours.by')} hint={t('hours.byHint')} isOn={byHours} onChange={setByHours} />
        <Select label={t('hours.zone')} hint={t('hours.zoneHint')} value={hours.zone} onChange={(event) => setHours({ ...hours, zone: event.currentTarget.value })}>
          {zones(hours.zone).map((zone) => (
            <option key={zone} value={zone}>
              {zone.replace(/_/g, ' ')}
            </option>
          ))}
        </Select>
        <Week hours={hours} faults={faults.days} onChange={(week) => setHours({ ...hours, week })} />
        <Holidays holidays={hours.holidays} faults={faults.holidays} onChange={(holidays) => setHours({ ...hours, holidays })} />
        {error !== null && <ErrorNotice error={error} />}
      </div>
    </Dialog>
  );
}
