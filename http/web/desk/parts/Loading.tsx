import type { VNode } from 'preact';
import { useT } from '../texts';

/** Something is on its way. */
export function Loading(): VNode {
  const t = useT();
  return (
    <div class="loading" role="status">
      <span class="spinner" aria-hidden="true" />
      <span class="unseen">{t('app.loading')}</span>
    </div>
  );
}
