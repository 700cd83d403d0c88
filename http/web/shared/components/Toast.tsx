// Short messages at the edge of the page that go away by themselves.  One stack per page.

import type { VNode } from 'preact';
import { createStore, useStore } from '../store';
import { IconButton } from './Button';
import { Icon } from './Icon';
import { alert, check, close } from './icons';
import './toast.css';

export interface ToastMessage {
  id: number;
  tone: 'good' | 'bad' | 'neutral';
  text: string;
}

const stack = createStore<ToastMessage[]>([]);
let nextId = 1;

export function dismiss(id: number): void {
  stack.set((messages) => messages.filter((message) => message.id !== id));
}

/** Shows a message; errors stay long enough to be read twice. */
export function toast(text: string, tone: ToastMessage['tone'] = 'neutral'): void {
  const id = nextId;
  nextId += 1;
  stack.set((messages) => [...messages.slice(-3), { id, tone, text }]);
  setTimeout(() => dismiss(id), tone === 'bad' ? 10_000 : 5_000);
}

export function Toasts({ closeLabel }: { closeLabel: string }): VNode {
  const messages = useStore(stack);
  return (
    <div class="toasts" role="region" aria-live="polite">
      {messages.map((message) => (
        <div key={message.id} class={`toast ${message.tone}`}>
          {message.tone !== 'neutral' && <Icon of={message.tone === 'good' ? check : alert} size={18} />}
          <span>{message.text}</span>
          <IconButton icon={close} label={closeLabel} size="s" onClick={() => dismiss(message.id)} />
        </div>
      ))}
    </div>
  );
}
