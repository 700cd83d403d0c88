// A modal dialog on the browser's own <dialog>: focus stays inside, Escape closes, focus returns.

import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Button, IconButton } from './Button';
import { close } from './icons';
import './dialog.css';

export interface DialogProps {
  title: string;
  closeLabel: string;
  onClose: () => void;
  children: ComponentChildren;
  /** Buttons at the bottom. */
  actions?: ComponentChildren;
  size?: 's' | 'm' | 'l';
  /** Where Escape would throw away what was written: what is said then, and the two ways on. */
  asks?: { text: string; stay: string; leave: string };
}

export function Dialog({ title, closeLabel, onClose, children, actions, size = 'm', asks }: DialogProps): VNode {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  /** A press beside it takes nothing away that was written in it. */
  const isWritten = useRef(false);
  const [isAsking, setAsking] = useState(false);
  useEffect(() => {
    const dialog = element.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={`dialog ${size}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        if (asks && isWritten.current && !isAsking) setAsking(true);
        else onClose();
      }}
      onClose={() => element.current && onClose() /* browsers let nobody hold a second Escape up */}
      onInput={() => {
        isWritten.current = true;
      }}
      onMouseDown={(event) => {
        if (event.target === element.current && !isWritten.current) onClose();
      }}
    >
      <div class="dialog-frame">
        <header class="dialog-head">
          <h2 id={heading}>{title}</h2>
          <IconButton icon={close} label={closeLabel} onClick={onClose} />
        </header>
        <div class="dialog-body">{children}</div>
        {asks && isAsking ? (
          <footer class="dialog-actions" role="alert">
            <span class="dialog-asks">{asks.text}</span>
            <Button onClick={onClose}>{asks.leave}</Button>
            <Button look="primary" onClick={() => setAsking(false)}>
              {asks.stay}
            </Button>
          </footer>
        ) : (
          actions && <footer class="dialog-actions">{actions}</footer>
        )}
      </div>
    </dialog>
  );
}
