// On or off, at once: what was chosen shows while it is being stored, whatever else is drawn meanwhile.

import type { ComponentChildren, VNode } from 'preact';
import { useId, useState } from 'preact/hooks';

export interface SwitchProps {
  label: string;
  hint?: string | undefined;
  isOn: boolean;
  isDisabled?: boolean;
  /** Resolves when `isOn` says what holds now. */
  onChange: (wanted: boolean) => void | Promise<void>;
  /** Beside the label. */
  more?: ComponentChildren;
}

export function Switch({ label, hint, isOn, isDisabled = false, onChange, more }: SwitchProps): VNode {
  const id = useId();
  const [pending, setPending] = useState<boolean | null>(null);
  const choose = async (wanted: boolean) => {
    setPending(wanted);
    try {
      await onChange(wanted);
    } finally {
      setPending((now) => (now === wanted ? null : now)); /* pressed again meanwhile, that one is waited for */
    }
  };
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
        checked={pending ?? isOn}
        disabled={isDisabled}
        onChange={(event) => void choose(event.currentTarget.checked)}
      />
    </div>
  );
}
