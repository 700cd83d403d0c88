// A screen of one column: title, what it is for, actions, content.

import type { ComponentChildren, VNode } from 'preact';

export interface PageProps {
  title: string;
  lead: string;
  actions?: ComponentChildren;
  children: ComponentChildren;
}

export function Page({ title, lead, actions, children }: PageProps): VNode {
  return (
    <div class="page">
      <div class="page-inner">
        <header class="page-head">
          <div>
            <h1>{title}</h1>
            <p class="lead">{lead}</p>
          </div>
          {actions}
        </header>
        {children}
      </div>
    </div>
  );
}
