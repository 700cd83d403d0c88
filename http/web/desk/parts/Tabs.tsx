// Tabs that are places: each is a link, so that the back button and new windows work.

import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

export interface TabLink {
  id: string;
  label: string;
  href: string;
  count?: number;
}

export function Tabs({ label, current, tabs }: { label: string; current: string; tabs: readonly TabLink[] }): VNode {
  const frame = useRef<HTMLElement>(null);
  /* On a narrow page the tabs scroll; one sees where one is. */
  useLayoutEffect(() => {
    frame.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [current]);
  return (
    <nav ref={frame} class="tabs" aria-label={label}>
      {tabs.map((tab) => (
        <a key={tab.id} class="tab" href={tab.href} aria-current={tab.id === current ? 'page' : undefined}>
          {tab.label}
          {tab.count ? <span class="tab-count">{tab.count > 99 ? '99+' : tab.count}</span> : null}
        </a>
      ))}
    </nav>
  );
}
