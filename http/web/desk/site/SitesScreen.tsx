// Sites: what each says to visitors, who answers first, and how sure the bot must be.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { Dialog } from '../../shared/components/Dialog';
import { Select, TextInput } from '../../shared/components/Field';
import { plus } from '../../shared/components/icons';
import { useFetched } from '../fetched';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { Page } from '../parts/Page';
import { go, to, usePlace } from '../router';
import { useT } from '../texts';
import { SiteEditor } from './SiteEditor';
import type { Group } from '../types';
import type { SiteHead, SiteState } from './types';

function NewSite({ taken, onClose }: { taken: readonly string[]; onClose: () => void }): VNode {
  const t = useT();
  const [name, setName] = useState('');
  const isGood = /^[A-Za-z0-9_-]{1,64}$/.test(name) && !taken.includes(name);
  const open = () => {
    if (!isGood) return;
    onClose();
    go(to('sites', name));
  };
  return (
    <Dialog
      size="s"
      title={t('sites.new')}
      closeLabel={t('app.close')}
      onClose={onClose}
      actions={
        <Button look="primary" disabled={!isGood} onClick={open}>
          {t('sites.make')}
        </Button>
      }
    >
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          open();
        }}
      >
        <TextInput label={t('sites.name')} hint={t('sites.nameHint')} value={name} maxLength={64} onInput={(event) => setName(event.currentTarget.value.trim())} autofocus />
      </form>
    </Dialog>
  );
}

export function SitesScreen(): VNode {
  const t = useT();
  const name = usePlace().parts[0] ?? 'default';
  const list = useFetched<{ sites: SiteHead[] }>('/v1/sites', 'staff');
  const site = useFetched<SiteState>(`/v1/sites/${encodeURIComponent(name)}/settings`, 'staff');
  const groups = useFetched<{ groups: Group[] }>('/v1/groups', 'staff');
  const [isMaking, setMaking] = useState(false);
  const names = [...new Set([...(list.data?.sites.map((one) => one.site) ?? []), name])];
  const shown = site.data?.site === name ? site.data : null;
  return (
    <Page
      title={t('sites.title')}
      lead={t('sites.lead')}
      actions={
        <Button icon={plus} onClick={() => setMaking(true)}>
          {t('sites.new')}
        </Button>
      }
    >
      <div class="site-pick">
        <Select label={t('sites.site')} value={name} onChange={(event) => go(to('sites', event.currentTarget.value))}>
          {names.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </Select>
      </div>
      {site.error !== null && <ErrorNotice error={site.error} onRetry={site.again} />}
      {groups.error !== null && !groups.data && <ErrorNotice error={groups.error} onRetry={groups.again} />}
      {(!shown || !groups.data) && (site.isLoading || groups.isLoading) && <Loading />}
      {shown && groups.data && (
        <SiteEditor
          key={name}
          state={shown}
          groups={groups.data.groups}
          onSaved={async () => {
            await Promise.all([site.again(), list.again()]);
          }}
        />
      )}
      {isMaking && <NewSite taken={names} onClose={() => setMaking(false)} />}
    </Page>
  );
}
