// Choosing against what a trial is made: what is live, the drafts, or an earlier publication.

import type { VNode } from 'preact';
import { Select } from '../../shared/components/Field';
import { useFetched } from '../fetched';
import { useT } from '../texts';
import type { Publications } from './types';

const SHOWN = 15;

export function Against({ value, onChange }: { value: string; onChange: (value: string) => void }): VNode {
  const t = useT();
  const { data } = useFetched<Publications>('/v1/publications', 'knowledge');
  const past = data?.publications.filter((one) => one.number !== data.live).slice(0, SHOWN) ?? [];
  return (
    <Select label={t('trial.against')} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      <option value="drafts">{t('trial.drafts')}</option>
      <option value="live">{data?.live ? t('trial.liveNumber', { number: data.live }) : t('trial.live')}</option>
      {past.map((one) => (
        <option key={one.number} value={String(one.number)}>
          {t('publish.liveNumber', { number: one.number })}
        </option>
      ))}
    </Select>
  );
}
