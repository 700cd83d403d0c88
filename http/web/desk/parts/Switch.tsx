// On or off, at once.

import type { ComponentChildren, VNode } from 'preact';
import { useId } from 'preact/hooks';

export interface SwitchProps {
  label: string;
  hint?: string | undefined;
  isOn: boolean;
  isDisabled?: boolean;
  onChange: (wanted: boolean) => void;
  /** Beside the label. */
  more?: ComponentChildren;
}

export function Switch({ label, hint, isOn, isDisabled = false, onChange, more }: SwitchProps): VNode {
  const id = useId();
  return (
    <div class="switch-line">
      <span class="switch-words">
        <label for={id}>{label}</label>
        {hint && <small>{hint}</small>}
      </span>
      {more}
      <input
        id={id}
        type="checkbox"
        role="switch"
        class="switch"
        checked={isOn}
        disabled={isDisabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </div>
  );
}
