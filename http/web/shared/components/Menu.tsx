// A button that opens a short list of actions.  Arrow keys move, Escape and leaving close.

import type { VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { IconButton } from './Button';
import { Icon } from './Icon';
import { more } from './icons';
import './menu.css';

export interface MenuItem {
  label: string;
  icon?: string;
  danger?: boolean;
  onSelect: () => void;
}

export interface MenuProps {
  label: string;
  items: readonly MenuItem[];
  icon?: string;
}

const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

export function Menu({ label, items, icon = more }: MenuProps): VNode {
  const [open, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const buttons = () => [...(frame.current?.querySelectorAll<HTMLButtonElement>('.menu-list button') ?? [])];

  /* Before anybody can see it: an Escape right after opening must find the focus inside. */
  useLayoutEffect(() => {
    if (open) buttons()[0]?.focus();
  }, [open]);

  /** What was focused goes away: the focus goes to the button, and from there to whatever opens. */
  const leave = () => {
    setOpen(false);
    frame.current?.querySelector('button')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return;
    const all = buttons();
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const at = all.indexOf(document.activeElement as HTMLButtonElement);
      all[(at + step + all.length) % all.length]?.focus();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      leave();
    }
  };

  return (
    <div
      class="menu"
      ref={frame}
      onKeyDown={onKeyDown}
      onFocusOut={(event) => {
        if (!frame.current?.contains(event.relatedTarget as Node | null)) setOpen(false);
      }}
    >
      <IconButton icon={icon} label={label} aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)} />
      {open && (
        <div class="menu-list" role="menu" aria-label={label}>
          {items.map((item) => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              class={item.danger ? 'danger' : ''}
              onClick={() => {
                leave();
                item.onSelect();
              }}
            >
              {item.icon && <Icon of={item.icon} size={18} />}
              {item.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
