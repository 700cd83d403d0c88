// Tabs that are places: each is a link, so that the back button and new windows work.

import type { VNode } from 'preact';

export interface TabLink {
  id: string;
  label: string;
  href: string;
  count?: number;
}

export function Tabs({ label, current, tabs }: { label: string; current: string; tabs: readonly TabLink[] }): VNode {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map((tab) => (
        <a key={tab.id} class="tab" href={tab.href} aria-current={tab.id === current ? 'page' : undefined}>
          {tab.label}
          {tab.count ? <span class="tab-count">{tab.count > 99 ? '99+' : tab.count}</span> : null}
        </a>
      ))}
    </nav>
  );
}
