// A small picker of emoji above the field.  The arrows move, Enter chooses, Escape and leaving close;
// the characters name themselves to screen readers.  Its list is loaded when it is first opened.

import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { IconButton } from './Button';
import { smile } from './icons';
import './emoji.css';

const COLUMNS = 8;

const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS };

export function EmojiPicker({ label, onPick }: { label: string; onPick: (emoji: string) => void }): VNode {
  const [open, setOpen] = useState(false);
  const [list, setList] = useState<readonly string[]>([]);
  const frame = useRef<HTMLDivElement>(null);
  const goesBack = useRef(false);
  const all = () => [...(frame.current?.querySelectorAll<HTMLButtonElement>('.emoji-grid button') ?? [])];

  useEffect(() => {
    if (open && list.length === 0) void import('./emoji').then((loaded) => setList(loaded.emoji));
    else if (open) all()[0]?.focus();
  }, [open, list]);

  /* The list may arrive and take the focus just now, so it goes back when the grid is gone. */
  useEffect(() => {
    if (open || !goesBack.current) return;
    goesBack.current = false;
    frame.current?.querySelector('button')?.focus();
  }, [open]);
  const close = () => {
    goesBack.current = true;
    setOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
      return;
    }
    const isReversed = getComputedStyle(frame.current!).direction === 'rtl' && event.key.match(/Left|Right/);
    const step = (steps[event.key] ?? 0) * (isReversed ? -1 : 1);
    if (step === 0) return;
    event.preventDefault();
    const buttons = all();
    buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step]?.focus();
  };

  return (
    <div
      class="emoji-picker"
      ref={frame}
      onKeyDown={onKeyDown}
      onFocusOut={(event) => {
        if (event.relatedTarget && !frame.current?.contains(event.relatedTarget as Node)) setOpen(false);
      }}
    >
      <IconButton icon={smile} label={label} aria-haspopup="dialog" aria-expanded={open} onClick={() => setOpen(!open)} />
      {open && (
        <div class="emoji-grid" role="dialog" aria-label={label}>
          {list.map((each, at) => (
            <button
              key={each}
              type="button"
              tabIndex={at === 0 ? 0 : -1}
              onClick={() => {
                setOpen(false);
                onPick(each);
              }}
            >
              {each}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
