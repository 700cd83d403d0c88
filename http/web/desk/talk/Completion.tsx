// The list above the reply field while a shortcut or a name is being written: arrows move, Enter or
// Tab takes, Escape leaves.

import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

export interface Choice {
  key: string;
  title: string;
  detail: string;
  take: () => void;
}

export interface CompletionProps {
  label: string;
  choices: readonly Choice[];
  chosen: number;
}

export function Completion({ label, choices, chosen }: CompletionProps): VNode | null {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  if (choices.length === 0) return null;
  return (
    <ul class="completion" id="completion" role="listbox" aria-label={label} ref={list}>
      {choices.map((choice, at) => (
        <li
          key={choice.key}
          id={`completion-${at}`}
          role="option"
          aria-selected={at === chosen}
          onMouseDown={(event) => event.preventDefault()}
          onClick={choice.take}
        >
          <strong>{choice.title}</strong>
          <small>{choice.detail}</small>
        </li>
      ))}
    </ul>
  );
}
