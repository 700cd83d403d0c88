// Several short texts in one field: Enter or a comma adds, Backspace in the empty field takes the
// last one back, pasting lines adds them all.

import type { VNode } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { Icon } from '../../shared/components/Icon';
import { close } from '../../shared/components/icons';
import { isComposing } from '../keys';
import { useT } from '../texts';
import './rules.css';

export interface ChipsProps {
  label: string;
  hint?: string;
  placeholder?: string;
  values: readonly string[];
  /** Shown in the browser's list while typing. */
  offers?: readonly string[];
  onChange: (values: string[]) => void;
}

export function Chips({ label, hint, placeholder, values, offers = [], onChange }: ChipsProps): VNode {
  const t = useT();
  const id = useId();
  const [fresh, setFresh] = useState('');
  const field = useRef<HTMLInputElement>(null);

  const add = (text: string) => {
    const texts = text.split(/[\n,，、;；]/).map((one) => one.trim()).filter((one) => one !== '');
    const next = [...values];
    for (const one of texts) if (!next.includes(one)) next.push(one);
    if (next.length > values.length) onChange(next);
    setFresh('');
  };
  const remove = (index: number) => {
    onChange(values.filter((_, at) => at !== index));
    field.current?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    if (isComposing(event) || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ',' || event.key === '，') {
      event.preventDefault();
      add(fresh);
    } else if (event.key === 'Backspace' && fresh === '' && values.length > 0) {
      event.preventDefault();
      setFresh(values[values.length - 1]!);
      onChange(values.slice(0, -1));
    }
  };

  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="chips control" onMouseDown={(event) => event.target === event.currentTarget && field.current?.focus()}>
        {values.map((value, index) => (
          <span key={value} class="chip">
            {value}
            <button type="button" aria-label={t('rule.removeWord', { word: value })} onClick={() => remove(index)}>
              <Icon of={close} size={13} />
            </button>
          </span>
        ))}
        <input
          ref={field}
          id={id}
          list={offers.length > 0 ? `${id}-offers` : undefined}
          placeholder={values.length === 0 ? placeholder : undefined}
          aria-describedby={hint ? `${id}-note` : undefined}
          value={fresh}
          onInput={(event) => setFresh(event.currentTarget.value)}
          onKeyDown={onKey}
          onBlur={() => add(fresh)}
          onPaste={(event) => {
            const text = event.clipboardData?.getData('text') ?? '';
            if (!/[\n,，、]/.test(text)) return;
            event.preventDefault();
            add(fresh + text);
          }}
        />
        {offers.length > 0 && (
          <datalist id={`${id}-offers`}>
            {offers.map((offer) => (
              <option key={offer} value={offer} />
            ))}
          </datalist>
        )}
      </div>
      {hint && (
        <p class="field-hint" id={`${id}-note`}>
          {hint}
        </p>
      )}
    </div>
  );
}
