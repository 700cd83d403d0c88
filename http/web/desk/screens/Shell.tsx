// The desk's frame: the rail with the screens and the account's menu, the state of the connection,
// and the keys that work everywhere.

import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Banner } from '../../shared/components/Banner';
import { Icon } from '../../shared/components/Icon';
import { book, help, inbox, mail, people, refresh, settings as gear, wifiOff } from '../../shared/components/icons';
import { useStore } from '../../shared/store';
import type { Screen } from '../abilities';
import { wantingCount } from '../alerts';
import { useDesk } from '../desk';
import { useKeys } from '../keys';
import { Brand } from '../parts/Brand';
import { KeyHelp } from '../parts/KeyHelp';
import { MyMenu } from '../parts/MyMenu';
import { go, to } from '../router';
import { useT } from '../texts';

const icons: Record<Screen, string> = { inbox, unmatched: help, knowledge: book, messages: mail, team: people, staff: gear };

function Rail({ screen, allowed, onHelp }: { screen: Screen; allowed: readonly Screen[]; onHelp: () => void }): VNode {
  const t = useT();
  const wanting = useStore(useDesk().queue, wantingCount);
  return (
    <nav class="rail" aria-label={t('nav.label')}>
      <span class="rail-brand">
        <Brand size={36} />
      </span>
      <ul class="rail-list">
        {allowed.map((one) => (
          <li key={one}>
            <a class="rail-link" href={to(one)} aria-current={one === screen ? 'page' : undefined}>
              <span class="rail-icon">
                <Icon of={icons[one]} size={21} />
                {one === 'inbox' && wanting > 0 && (
                  <span class="rail-count" aria-hidden="true">
                    {wanting > 99 ? '99+' : wanting}
                  </span>
                )}
              </span>
              <span class="rail-word">{t(`nav.${one}`)}</span>
            </a>
          </li>
        ))}
      </ul>
      <MyMenu onHelp={onHelp} />
    </nav>
  );
}

function ConnectionBanner(): VNode | null {
  const t = useT();
  const status = useStore(useDesk().status);
  const isLate = useStore(useDesk().isLate);
  if (status === 'polling') {
    return (
      <Banner tone="info" icon={refresh}>
        {t('app.polling')}
      </Banner>
    );
  }
  if (status === 'offline' || isLate) {
    return (
      <Banner tone="warn" icon={wifiOff}>
        {t('app.stale')}
      </Banner>
    );
  }
  return null;
}

export interface ShellProps {
  screen: Screen;
  allowed: readonly Screen[];
  children: ComponentChildren;
}

export function Shell({ screen, allowed, children }: ShellProps): VNode {
  const t = useT();
  const [isHelping, setHelping] = useState(false);
  const goTo = (one: Screen) => (allowed.includes(one) ? () => go(to(one)) : undefined);
  useKeys({
    '?': () => setHelping(true),
    'Alt+1': goTo('inbox'),
    'Alt+2': goTo('unmatched'),
    'Alt+3': goTo('knowledge'),
    '/': () => document.querySelector<HTMLInputElement>('input[type=search]')?.focus(),
  });
  return (
    <div class="shell">
      <a class="skip" href="#content" onClick={(event) => {
        event.preventDefault();
        document.getElementById('content')?.focus();
      }}>
        {t('app.skip')}
      </a>
      <Rail screen={screen} allowed={allowed} onHelp={() => setHelping(true)} />
      <div class="stage">
        <ConnectionBanner />
        <main id="content" class="content" tabIndex={-1}>
          {children}
        </main>
      </div>
      {isHelping && <KeyHelp onClose={() => setHelping(false)} />}
    </div>
  );
}
