// Foyer's mark: a speech bubble in a doorway's arch.

import type { VNode } from 'preact';

export function Brand({ size = 36 }: { size?: number }): VNode {
  return (
    <svg class="brand" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect class="brand-ground" width="32" height="32" rx="9" />
      <path class="brand-bubble" d="M8 9.5A2.5 2.5 0 0 1 10.5 7h11A2.5 2.5 0 0 1 24 9.5v8a2.5 2.5 0 0 1-2.5 2.5H16l-5 5v-5h-.5A2.5 2.5 0 0 1 8 17.5z" />
      <path class="brand-lines" d="M12.5 11.5h7M12.5 15.5h4.5" />
    </svg>
  );
}
