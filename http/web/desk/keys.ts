// Keyboard: which keys do what, in one table that the help sheet shows too.

import { useEffect, useRef } from 'preact/hooks';

/** True while the reader is typing, when plain letters must stay letters. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** Of an input method: the Enter that ends a composition is told by some browsers (Safari) by its old number only. */
export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;

/** "j", "?", "Escape", "Ctrl+Enter": Ctrl stands for the Command key too. */
export function keyName(event: KeyboardEvent): string {
  const ctrl = event.ctrlKey || event.metaKey ? 'Ctrl+' : '';
  const alt = event.altKey ? 'Alt+' : '';
  /* With Alt some keyboards write another character: what counts is the digit's key. */
  const digit = event.altKey ? /^Digit(\d)$/.exec(event.code)?.[1] : undefined;
  return ctrl + alt + (digit ?? event.key);
}

/** True when a dialog is open: keys then belong to it. */
function isDialogOpen(): boolean {
  return document.querySelector('dialog[open]') !== null;
}

export type KeyMap = Record<string, ((event: KeyboardEvent) => void) | undefined>;

/** Runs the function of a pressed key.  Plain letters don't count while typing; Ctrl and Alt ones do. */
export function useKeys(map: KeyMap): void {
  const latest = useRef(map);
  latest.current = map;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isComposing(event) || isDialogOpen()) return;
      const name = keyName(event);
      const action = latest.current[name];
      if (!action || (isTyping(event.target) && !/^(Ctrl|Alt)\+/.test(name))) return;
      event.preventDefault();
      action(event);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
