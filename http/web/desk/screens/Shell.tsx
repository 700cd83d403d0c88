// The desk's frame: the rail with the screens and the account's menu, the state of the connection,
// and the keys that work everywhere.

import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Banner } from '../../shared/components/Banner';
import { Icon } from '../../shared/components/Icon';
import { refresh, wifiOff } from '../../shared/components/icons';
import { useStore } from '../../shared/store';
import { may } from '../abilities';
import { wantingCount } from '../alerts';
import { useDesk } from '../desk';
import { useFetched } from '../fetched';
import { useKeys } from '../keys';
import { Brand } from '../parts/Brand';
import { KeyHelp } from '../parts/KeyHelp';
import { MyMenu } from '../parts/MyMenu';
import { Tabs } from '../parts/Tabs';
import { AwayBanner } from '../queue/AwayBanner';
import { go, to } from '../router';
import { screens, sectionIcons, type Screen, type Section } from '../screens';
import { useT } from '../texts';
import { Invitations } from '../together/Notices';
import type { Mention } from '../types';

const sectionOf = (screen: Screen): Section => screens[screen].section;

interface RailProps {
  screen: Screen;
  allowed: readonly Screen[];
  mentions: readonly Mention[];
  onHelp: () => void;
}

function Count({ count }: { count: number }): VNode | null {
  if (count === 0) return null;
  return (
    <span class="rail-count" aria-hidden="true">
      {count > 99 ? '99+' : count}
    </span>
  );
}

/** Where one was mentioned in comments and hasn't looked. */
function useMentions(): readonly Mention[] {
  const mayCurate = useStore(useDesk().me, (me) => may(me, 'knowledge'));
  return useFetched<{ mentions: Mention[] }>(mayCurate ? '/v1/mentions' : null, 'knowledge').data?.mentions ?? [];
}

function Rail({ screen, allowed, mentions, onHelp }: RailProps): VNode {
  const t = useT();
  const desk = useDesk();
  const wanting = useStore(desk.queue, wantingCount);
  const unread = useStore(desk.together.answer, (answer) => answer?.unread ?? 0);
  const firsts = allowed.filter((one, at) => allowed.findIndex((other) => sectionOf(other) === sectionOf(one)) === at);
  return (
    <nav class="rail" aria-label={t('nav.label')}>
      <span class="rail-brand">
        <Brand size={36} />
      </span>
      <ul class="rail-list">
        {firsts.map((one) => (
          <li key={one}>
            <a class="rail-link" href={to(one)} aria-current={sectionOf(one) === sectionOf(screen) ? 'page' : undefined}>
              <span class="rail-icon">
                <Icon of={sectionIcons[sectionOf(one)]} size={21} />
                {sectionOf(one) === 'inbox' && <Count count={wanting} />}
                {sectionOf(one) === 'colleagues' && <Count count={unread} />}
                {sectionOf(one) === 'knowledge' && <Count count={mentions.length} />}
              </span>
              <span class="rail-word">{t(`section.${sectionOf(one)}`)}</span>
            </a>
          </li>
        ))}
      </ul>
      <MyMenu mentions={mentions} onHelp={onHelp} />
    </nav>
  );
}

/** The screens of the section one is in, when it has several. */
function SectionTabs({ screen, allowed }: { screen: Screen; allowed: readonly Screen[] }): VNode | null {
  const t = useT();
  const here = allowed.filter((one) => sectionOf(one) === sectionOf(screen));
  if (here.length < 2) return null;
  return (
    <div class="section-tabs">
      <Tabs label={t(`section.${sectionOf(screen)}`)} current={screen} tabs={here.map((one) => ({ id: one, label: t(`nav.${one}`), href: to(one) }))} />
    </div>
  );
}

function ConnectionBanner(): VNode | null {
  const t = useT();
  const status = useStore(useDesk().status);
  const isLate = useStore(useDesk().isLate);
  const freshAt = useStore(useDesk().freshAt);
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
        {freshAt ? t('app.staleAsOf', { time: t.time(freshAt) }) : t('app.stale')}
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
  const mentions = useMentions();
  const [isHelping, setHelping] = useState(false);
  const goTo = (one: Screen) => (allowed.includes(one) ? () => go(to(one)) : undefined);
  useKeys({
    '?': () => setHelping(true),
    'Alt+1': goTo('inbox'),
    'Alt+2': goTo('unmatched'),
    'Alt+3': goTo('knowledge'),
    'Alt+4': goTo('colleagues'),
    '/': () => {
      const field = document.querySelector<HTMLInputElement>('input[type=search]');
      if (field) field.focus();
      else goTo('search')?.();
    },
  });
  return (
    <div class="shell">
      <a class="skip" href="#content" onClick={(event) => {
        event.preventDefault();
        document.getElementById('content')?.focus();
      }}>
        {t('app.skip')}
      </a>
      <Rail screen={screen} allowed={allowed} mentions={mentions} onHelp={() => setHelping(true)} />
      <div class="stage">
        <ConnectionBanner />
        <AwayBanner />
        <Invitations />
        <SectionTabs screen={screen} allowed={allowed} />
        <main id="content" class="content" tabIndex={-1}>
          {children}
        </main>
      </div>
      {isHelping && <KeyHelp onClose={() => setHelping(false)} />}
    </div>
  );
}
