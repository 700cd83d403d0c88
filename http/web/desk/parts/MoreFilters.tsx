// What a search is narrowed down by, folded away while nothing is chosen.

import type { ComponentChildren, VNode } from 'preact';
import { Button } from '../../shared/components/Button';
import { useT } from '../texts';

export interface MoreFiltersProps {
  isFiltered: boolean;
  onClear: () => void;
  children: ComponentChildren;
}

export function MoreFilters({ isFiltered, onClear, children }: MoreFiltersProps): VNode {
  const t = useT();
  return (
    <details class="search-more" open={isFiltered || undefined}>
      <summary>{t('search.filters')}</summary>
      {children}
      {isFiltered && (
        <Button size="s" look="quiet" onClick={onClear}>
          {t('search.clear')}
        </Button>
      )}
    </details>
  );
}
