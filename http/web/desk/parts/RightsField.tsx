// What an editor may do with the entries of which category and site.  Without a line: everything.

import type { VNode } from 'preact';
import { useId } from 'preact/hooks';
import { Button, IconButton } from '../../shared/components/Button';
import { close, plus } from '../../shared/components/icons';
import { useFetched } from '../fetched';
import { useT } from '../texts';
import type { Category, Right } from '../types';

const MOST = 100;
const powers: readonly Right['power'][] = ['edit', 'approve'];

export function RightsField({ rights, onChange }: { rights: readonly Right[]; onChange: (rights: Right[]) => void }): VNode {
  const t = useT();
  const id = useId();
  const categories = useFetched<{ categories: Category[] }>('/v1/entries/categories', 'knowledge').data?.categories ?? [];
  const sites = useFetched<{ sites: { site: string }[] }>('/v1/sites', 'staff').data?.sites ?? [];
  const set = (at: number, part: Partial<Right>) => onChange(rights.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <fieldset class="rights">
      <legend>{t('rights.title')}</legend>
      <p class="field-hint">{t(rights.length === 0 ? 'rights.all' : 'rights.hint')}</p>
      {rights.length > 0 && (
        <ul>
          {rights.map((right, at) => (
            <li key={at}>
              <input
                class="control compact"
                list={`${id}-categories`}
                aria-label={t('rights.category', { number: at + 1 })}
                placeholder={t('knowledge.allCategories')}
                maxLength={200}
                value={right.category}
                onInput={(event) => set(at, { category: event.currentTarget.value })}
              />
              <input
                class="control compact"
                list={`${id}-sites`}
                aria-label={t('rights.site', { number: at + 1 })}
                placeholder={t('rights.allSites')}
                maxLength={64}
                value={right.site}
                onInput={(event) => set(at, { site: event.currentTarget.value.trim() })}
              />
              <select
                class="control compact"
                aria-label={t('rights.power', { number: at + 1 })}
                value={right.power}
                onChange={(event) => set(at, { power: event.currentTarget.value as Right['power'] })}
              >
                {powers.map((power) => (
                  <option key={power} value={power}>
                    {t(`rights.${power}`)}
                  </option>
                ))}
              </select>
              <IconButton size="s" icon={close} label={t('rights.remove', { number: at + 1 })} onClick={() => onChange(rights.filter((_, index) => index !== at))} />
            </li>
          ))}
        </ul>
      )}
      <datalist id={`${id}-categories`}>
        {categories.map((one) => (
          <option key={one.category} value={one.category} />
        ))}
      </datalist>
      <datalist id={`${id}-sites`}>
        {sites.map((one) => (
          <option key={one.site} value={one.site} />
        ))}
      </datalist>
      {rights.length < MOST && (
        <Button size="s" icon={plus} onClick={() => onChange([...rights, { category: '', site: '', power: 'edit' }])}>
          {t('rights.add')}
        </Button>
      )}
    </fieldset>
  );
}
