// A panel that hangs at its button: closes by Escape, a click elsewhere, or a choice made in it.

import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

export interface PopoverProps {
  label: string;
  /** What the button shows. */
  button: ComponentChildren;
  buttonClass?: string;
  /** Its content says the label already. */
  isNamedByContent?: boolean;
  /** Where the panel opens, seen from the button. */
  place: 'above-end' | 'below-end' | 'beside';
  children: (close: () => void) => ComponentChildren;
}

export function Popover({ label, button, buttonClass = '', isNamedByContent = false, place, children }: PopoverProps): VNode {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const id = useId();

  /** Its content goes away with the focus in it: that goes to the button, and from there to whatever opens. */
  const leave = () => {
    setOpen(false);
    trigger.current?.focus();
  };
  useEffect(() => {
    if (!isOpen) return;
    const first = root.current?.querySelector<HTMLElement>('.popover .menu-item') ?? root.current?.querySelector<HTMLElement>('.popover :is(button, a, input, select)');
    first?.focus();
    const onPointer = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') leave();
    };
    document.addEventListener('pointerdown', onPointer);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', onPointer);
      document.removeEventListener('keydown', onKey);
    };
  }, [isOpen]);

  return (
    <div class="popover-root" ref={root}>
      <button
        type="button"
        ref={trigger}
        class={buttonClass}
        aria-label={isNamedByContent ? undefined : label}
        title={label}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {button}
      </button>
      {isOpen && (
        <div id={id} class={`popover ${place}`} role="dialog" aria-label={label}>
          {children(leave)}
        </div>
      )}
    </div>
  );
}
