// Search as one types.

import type { VNode } from 'preact';
import { Icon } from '../../shared/components/Icon';
import { search } from '../../shared/components/icons';

export interface SearchBoxProps {
  label: string;
  value: string;
  onInput: (text: string) => void;
  onKeyDown?: (event: KeyboardEvent) => void;
  autofocus?: boolean;
}

export function SearchBox({ label, value, onInput, onKeyDown, autofocus = false }: SearchBoxProps): VNode {
  return (
    <div class="search">
      <Icon of={search} size={17} />
      <input
        type="search"
        class="control compact"
        aria-label={label}
        placeholder={label}
        value={value}
        autofocus={autofocus}
        onInput={(event) => onInput(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}
