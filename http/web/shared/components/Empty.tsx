// What a list shows when there is nothing in it: says so, and what to do next.

import type { ComponentChildren, VNode } from 'preact';
import { Icon } from './Icon';
import './empty.css';

export interface EmptyProps {
  icon: string;
  title: string;
  children?: ComponentChildren;
}

export function Empty({ icon, title, children }: EmptyProps): VNode {
  return (
    <div class="empty">
      <span class="empty-mark">
        <Icon of={icon} size={26} />
      </span>
      <h2>{title}</h2>
      {children}
    </div>
  );
}
