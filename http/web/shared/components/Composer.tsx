// Where a message is written: grows with its text, sends on Enter (Shift+Enter breaks the line,
// and Enter that ends a Chinese input method's composition never sends).

import type { ComponentChildren, RefObject, VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { IconButton } from './Button';
import { filesOf, pastedFiles } from '../files';
import { send } from './icons';
import './composer.css';

export interface ComposerProps {
  value: string;
  onInput: (text: string) => void;
  onSend: (text: string) => void;
  placeholder: string;
  /** Names of the field and of the button, for those who can't see them. */
  label: string;
  sendLabel: string;
  /** Characters that the server takes; the counter appears near it. */
  limit?: number;
  disabled?: boolean;
  /** Send on Enter, or only on Ctrl+Enter. */
  sendOn?: 'enter' | 'ctrl-enter';
  /** More keys: return true when the key was used up. */
  onKey?: (event: KeyboardEvent) => boolean;
  /** Beside the field: buttons for canned replies, notes... */
  tools?: ComponentChildren;
  inputRef?: RefObject<HTMLTextAreaElement>;
  /** The list of what can be completed now, and the one that Enter would take: ids of elements. */
  completion?: { list: string; chosen: string } | undefined;
  /** Takes files that are pasted or dropped here. */
  onFiles?: ((files: File[]) => void) | undefined;
  /** There is something to send beside the text, such as files; false: what is there isn't ready. */
  hasMore?: boolean | undefined;
}

function isSendKey(event: KeyboardEvent, sendOn: 'enter' | 'ctrl-enter'): boolean {
  if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229) return false;
  if (event.ctrlKey || event.metaKey) return true;
  return sendOn === 'enter' && !event.shiftKey && !event.altKey;
}

export function Composer(props: ComposerProps): VNode {
  const own = useRef<HTMLTextAreaElement>(null);
  const field = props.inputRef ?? own;
  const limit = props.limit ?? 4000;
  const length = [...props.value].length;
  const hasSomething = props.value.trim() !== '' || props.hasMore === true;
  const canSend = hasSomething && props.hasMore !== false && length <= limit && !props.disabled;
  const [dropping, setDropping] = useState(false);
  const takeFiles = (files: File[], event: Event) => {
    if (!props.onFiles || files.length === 0) return;
    event.preventDefault();
    props.onFiles(files);
  };

  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, 160)}px`;
  }, [props.value, field]);

  const submit = () => {
    if (canSend) props.onSend(props.value.trim());
  };

  return (
    <form
      class={`composer ${dropping ? 'dropping' : ''}`}
      onDragOver={(event) => {
        if (!props.onFiles || !event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={(event) => {
        setDropping(false);
        takeFiles(filesOf(event.dataTransfer), event);
      }}
      onPaste={(event) => takeFiles(pastedFiles(event.clipboardData), event)}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {props.tools}
      <textarea
        ref={field}
        rows={1}
        value={props.value}
        placeholder={props.placeholder}
        aria-label={props.label}
        aria-invalid={length > limit || undefined}
        aria-controls={props.completion?.list}
        aria-activedescendant={props.completion?.chosen}
        disabled={props.disabled}
        onInput={(event) => props.onInput(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (props.onKey?.(event)) return;
          if (!isSendKey(event, props.sendOn ?? 'enter')) return;
          event.preventDefault();
          submit();
        }}
      />
      {length > limit * 0.9 && (
        <span class={`composer-count ${length > limit ? 'over' : ''}`} role="status">
          {length} / {limit}
        </span>
      )}
      <IconButton icon={send} label={props.sendLabel} class="composer-send" type="submit" disabled={!canSend} />
    </form>
  );
}
