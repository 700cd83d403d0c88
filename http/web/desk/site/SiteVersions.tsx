// What the site's settings were before: who changed them, when and why, and the way back.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { useFetched } from '../fetched';
import { ErrorNotice } from '../parts/ErrorNotice';
import { useT } from '../texts';
import type { SiteHead } from './types';

export function SiteVersions({ site, current, onRestore }: { site: string; current: number; onRestore: (version: number) => void }): VNode | null {
  const t = useT();
  const [asked, setAsked] = useState<number | null>(null);
  const list = useFetched<{ versions: SiteHead[] }>(`/v1/sites/${encodeURIComponent(site)}/versions`, 'staff');
  const versions = list.data?.versions ?? [];
  if (list.error !== null && !list.data) return <ErrorNotice error={list.error} onRetry={list.again} />;
  if (versions.length === 0) return null;
  return (
    <section class="card">
      <h2>{t('sites.versions')}</h2>
      <ul class="site-versions">
        {versions.map((one) => (
          <li key={one.version}>
            <strong>{t('sites.version', { version: one.version })}</strong>
            <span>
              {one.changed_by ?? ''} · {t.moment(one.changed_at ?? 0)}
            </span>
            <span class="site-reason">{one.reason ?? ''}</span>
            {one.version === current && <small>{t('sites.current')}</small>}
            {one.version !== current && asked !== one.version && (
              <Button size="s" look="quiet" onClick={() => setAsked(one.version)}>
                {t('sites.restore')}
              </Button>
            )}
            {asked === one.version && (
              <Button
                size="s"
                look="danger"
                onClick={() => {
                  setAsked(null);
                  onRestore(one.version);
                }}
              >
                {t('sites.restoreSure')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
