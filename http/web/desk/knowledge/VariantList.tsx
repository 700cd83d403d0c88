// The wordings of an entry: a list to edit, with a field at its end.  Pasting several lines makes
// several wordings.

import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Button, IconButton } from '../../shared/components/Button';
import { close, plus } from '../../shared/components/icons';
import { isComposing } from '../keys';
import { useT } from '../texts';
import { sameWording, splitLines } from './content';

const SHOWN_AT_FIRST = 60;

export interface VariantListProps {
  question: string;
  variants: readonly string[];
  onChange: (variants: string[]) => void;
}

interface RowProps {
  text: string;
  number: number;
  isRepeated: boolean;
  onInput: (text: string) => void;
  onRemove: () => void;
  onPaste: (event: ClipboardEvent) => void;
  onEnter: () => void;
}

function Row({ text, number, isRepeated, onInput, onRemove, onPaste, onEnter }: RowProps): VNode {
  const t = useT();
  return (
    <li class={isRepeated ? 'repeated' : ''}>
      <input
        class="control compact"
        aria-label={t('entry.variantN', { number })}
        aria-invalid={isRepeated || undefined}
        title={isRepeated ? t('entry.duplicateVariant') : undefined}
        value={text}
        onInput={(event) => onInput(event.currentTarget.value)}
        onPaste={onPaste}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !isComposing(event)) {
            event.preventDefault();
            onEnter();
          }
        }}
      />
      <IconButton icon={close} size="s" label={t('entry.variantRemove', { text })} onClick={onRemove} />
    </li>
  );
}

export function VariantList({ question, variants, onChange }: VariantListProps): VNode {
  const t = useT();
  const [fresh, setFresh] = useState('');
  const [showsAll, setShowsAll] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const shown = showsAll ? variants : variants.slice(0, SHOWN_AT_FIRST);

  const isKnown = (text: string, among: readonly string[]) => [question, ...among].some((other) => sameWording(text, other));
  const add = (texts: readonly string[]) => {
    const next = [...variants];
    for (const text of texts) if (!isKnown(text, next)) next.push(text);
    onChange(next);
    setFresh('');
  };
  const paste = (event: ClipboardEvent) => {
    const lines = splitLines(event.clipboardData?.getData('text') ?? '');
    if (lines.length < 2) return;
    event.preventDefault();
    add(lines);
  };
  const isRepeated = (text: string, index: number) => text.trim() !== '' && isKnown(text, variants.slice(0, index));

  return (
    <fieldset class="variants">
      <legend>
        {t('entry.variants')} <span class="count">{variants.length}</span>
      </legend>
      <p class="field-hint">{t('entry.variantsHint')}</p>
      <ul>
        {shown.map((text, index) => (
          <Row
            key={index}
            text={text}
            number={index + 1}
            isRepeated={isRepeated(text, index)}
            onInput={(next) => onChange(variants.map((one, at) => (at === index ? next : one)))}
            onRemove={() => {
              onChange(variants.filter((_, at) => at !== index));
              field.current?.focus();
            }}
            onPaste={paste}
            onEnter={() => field.current?.focus()}
          />
        ))}
      </ul>
      {shown.length < variants.length && (
        <Button look="quiet" size="s" onClick={() => setShowsAll(true)}>
          {t('app.more')} ({t.number(variants.length - shown.length)})
        </Button>
      )}
      <div class="variant-new">
        <input
          ref={field}
          class="control compact"
          aria-label={t('entry.variantAdd')}
          placeholder={t('entry.variantPlaceholder')}
          value={fresh}
          onInput={(event) => setFresh(event.currentTarget.value)}
          onPaste={paste}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || isComposing(event)) return;
            event.preventDefault();
            if (fresh.trim()) add([fresh.trim()]);
          }}
          onBlur={() => fresh.trim() && add([fresh.trim()])}
        />
        <IconButton icon={plus} label={t('entry.variantAdd')} disabled={!fresh.trim()} onClick={() => add([fresh.trim()])} />
      </div>
    </fieldset>
  );
}
