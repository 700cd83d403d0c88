// What is to change in many entries at once; what is left alone stays.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { Dialog } from '../../shared/components/Dialog';
import { Select, TextInput } from '../../shared/components/Field';
import { languages } from '../../shared/i18n';
import { useFetched } from '../fetched';
import { Chips } from '../rules/Chips';
import { languageName, useT, word } from '../texts';
import type { Category, EntryStatus } from '../types';
import type { Patch } from './useBulk';

const STAYS = 'stays';

export const statuses: readonly EntryStatus[] = ['draft', 'review', 'published', 'retired'];

export interface BulkDialogProps {
  count: number;
  categories: readonly Category[];
  isBusy: boolean;
  onApply: (patch: Patch) => void;
  onClose: () => void;
}

export function BulkDialog({ count, categories, isBusy, onApply, onClose }: BulkDialogProps): VNode {
  const t = useT();
  const [patch, setPatch] = useState<Patch>({});
  const [where, setWhere] = useState<'stays' | 'all' | 'some'>('stays');
  const [category, setCategory] = useState('');
  const known = useFetched<{ sites: { site: string }[] }>('/v1/sites', 'staff').data?.sites.map((one) => one.site) ?? [];
  const set = <Name extends keyof Patch>(name: Name, value: Patch[Name] | undefined) => {
    const next = { ...patch, [name]: value };
    if (value === undefined) delete next[name];
    setPatch(next);
  };
  const { sites: some, ...rest } = patch;
  const asked: Patch = {
    ...rest,
    ...(category.trim() ? { category: category.trim() } : {}),
    ...(where === 'stays' ? {} : { sites: where === 'all' ? [] : (some ?? []) }),
  };
  const isReady = Object.keys(asked).length > 0 && (where !== 'some' || (asked.sites?.length ?? 0) > 0);
  return (
    <Dialog
      title={t('bulk.title', { count })}
      closeLabel={t('app.close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button look="primary" busy={isBusy} disabled={!isReady} onClick={() => onApply(asked)}>
            {t('bulk.apply', { count })}
          </Button>
        </>
      }
    >
      <div class="form">
        <p class="lead">{t('bulk.lead')}</p>
        <TextInput label={t('entry.category')} list="bulk-categories" placeholder={t('bulk.stays')} value={category} maxLength={200} onInput={(event) => setCategory(event.currentTarget.value)} />
        <datalist id="bulk-categories">
          {categories.map((one) => (
            <option key={one.category} value={one.category} />
          ))}
        </datalist>
        <div class="form-pair">
          <Select
            label={t('entry.status')}
            value={patch.status ?? STAYS}
            onChange={(event) => set('status', event.currentTarget.value === STAYS ? undefined : (event.currentTarget.value as EntryStatus))}
          >
            <option value={STAYS}>{t('bulk.stays')}</option>
            {statuses.map((status) => (
              <option key={status} value={status}>
                {word(t, 'status', status)}
              </option>
            ))}
          </Select>
          <Select
            label={t('entry.language')}
            value={patch.language ?? STAYS}
            onChange={(event) => set('language', event.currentTarget.value === STAYS ? undefined : event.currentTarget.value)}
          >
            <option value={STAYS}>{t('bulk.stays')}</option>
            {['', ...languages].map((language) => (
              <option key={language} value={language}>
                {languageName(t, language)}
              </option>
            ))}
          </Select>
        </div>
        <div class="form-pair">
          <Chips label={t('bulk.addTags')} values={patch.add_tags ?? []} onChange={(tags) => set('add_tags', tags.length ? tags : undefined)} />
          <Chips label={t('bulk.removeTags')} values={patch.remove_tags ?? []} onChange={(tags) => set('remove_tags', tags.length ? tags : undefined)} />
        </div>
        <Select label={t('entry.sites')} value={where} onChange={(event) => setWhere(event.currentTarget.value as typeof where)}>
          <option value="stays">{t('bulk.stays')}</option>
          <option value="all">{t('entry.sitesAll')}</option>
          <option value="some">{t('bulk.someSites')}</option>
        </Select>
        {where === 'some' && <Chips label={t('bulk.someSites')} values={patch.sites ?? []} offers={known} onChange={(chosen) => set('sites', chosen)} />}
      </div>
    </Dialog>
  );
}
