// A line that tells the state of things: connection lost, stale, saved.  Also the small marks:
// badges with a number or a word.

import type { ComponentChildren, VNode } from 'preact';
import { Icon } from './Icon';
import './banner.css';

export type Tone = 'neutral' | 'accent' | 'good' | 'warn' | 'bad' | 'info';

export interface BannerProps {
  tone?: Tone;
  icon?: string;
  children: ComponentChildren;
  action?: ComponentChildren;
}

/** Read aloud politely when it appears. */
export function Banner({ tone = 'neutral', icon, children, action }: BannerProps): VNode {
  return (
    <div class={`banner ${tone}`} role="status">
      {icon && <Icon of={icon} size={18} />}
      <span class="banner-text">{children}</span>
      {action}
    </div>
  );
}

export function Badge({ tone = 'neutral', children }: { tone?: Tone; children: ComponentChildren }): VNode {
  return <span class={`badge ${tone}`}>{children}</span>;
}
