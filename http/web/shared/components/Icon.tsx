// Draws one icon of icons.ts.  An icon is decoration; the control that holds it carries the name.

import type { VNode } from 'preact';

export function Icon({ of, size = 20 }: { of: string; size?: number }): VNode {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={of} />
    </svg>
  );
}
