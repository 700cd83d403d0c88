// The values that a form asks for, one card each.

import type { VNode } from 'preact';
import { Button, IconButton } from '../../shared/components/Button';
import { Select, TextInput } from '../../shared/components/Field';
import { chevronDown, chevronUp, plus, trash } from '../../shared/components/icons';
import { useT } from '../texts';
import { emptyField, moved, valueKinds, type FormField, type ValueKind } from './model';

const FIELDS_MOST = 8;

interface CardProps {
  field: FormField;
  number: number;
  count: number;
  onChange: (field: FormField) => void;
  onMove: (step: number) => void;
  onRemove: () => void;
}

const bound = (text: string): number | undefined => (text.trim() === '' || Number.isNaN(Number(text)) ? undefined : Number(text));

/** The field without what its kind has no use for. */
function withKind(field: FormField, kind: ValueKind): FormField {
  const next = { ...field, kind };
  delete next.least;
  delete next.most;
  delete next.pattern;
  return kind === 'pattern' ? { ...next, pattern: '' } : next;
}

function withBound(field: FormField, name: 'least' | 'most', text: string): FormField {
  const next = { ...field };
  delete next[name];
  const value = bound(text);
  return value === undefined ? next : { ...next, [name]: value };
}

function withWrong(field: FormField, text: string): FormField {
  const next = { ...field };
  delete next.wrong;
  return text === '' ? next : { ...next, wrong: text };
}

function KindDetails({ field, onChange }: { field: FormField; onChange: (field: FormField) => void }): VNode | null {
  const t = useT();
  if (field.kind === 'pattern')
    return (
      <TextInput
        label={t('rule.pattern')}
        spellcheck={false}
        value={field.pattern ?? ''}
        onInput={(event) => onChange({ ...field, pattern: event.currentTarget.value })}
      />
    );
  if (field.kind !== 'number') return null;
  return (
    <div class="rule-pair">
      {(['least', 'most'] as const).map((name) => (
        <TextInput
          key={name}
          label={t(`rule.${name}`)}
          inputMode="decimal"
          value={field[name] ?? ''}
          onInput={(event) => onChange(withBound(field, name, event.currentTarget.value))}
        />
      ))}
    </div>
  );
}

function Card({ field, number, count, onChange, onMove, onRemove }: CardProps): VNode {
  const t = useT();
  return (
    <li class="rule-field" aria-label={t('rule.fieldN', { number })}>
      <header>
        <strong>{t('rule.fieldN', { number })}</strong>
        <IconButton size="s" icon={chevronUp} label={t('rule.up')} disabled={number === 1} onClick={() => onMove(-1)} />
        <IconButton size="s" icon={chevronDown} label={t('rule.down')} disabled={number === count} onClick={() => onMove(1)} />
        <IconButton size="s" icon={trash} label={t('rule.removeField')} disabled={count === 1} onClick={onRemove} />
      </header>
      <div class="rule-pair">
        <Select label={t('rule.valueKind')} value={field.kind} onChange={(event) => onChange(withKind(field, event.currentTarget.value as ValueKind))}>
          {valueKinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`rule.value.${kind}`)}
            </option>
          ))}
        </Select>
        <TextInput
          label={t('rule.fieldName')}
          hint={t('rule.fieldNameHint', { name: field.name || 'order' })}
          value={field.name}
          maxLength={40}
          spellcheck={false}
          onInput={(event) => onChange({ ...field, name: event.currentTarget.value.toLowerCase().replace(/[^a-z0-9_]/g, '_') })}
        />
      </div>
      <TextInput
        label={t('rule.prompt')}
        placeholder={t('rule.promptPlaceholder')}
        maxLength={500}
        value={field.prompt}
        onInput={(event) => onChange({ ...field, prompt: event.currentTarget.value })}
      />
      <KindDetails field={field} onChange={onChange} />
      <TextInput
        label={t('rule.wrong')}
        placeholder={t('rule.wrongPlaceholder')}
        maxLength={500}
        value={field.wrong ?? ''}
        onInput={(event) => onChange(withWrong(field, event.currentTarget.value))}
      />
    </li>
  );
}

export function FormFields({ fields, onChange }: { fields: readonly FormField[]; onChange: (fields: FormField[]) => void }): VNode {
  const t = useT();
  return (
    <>
      <ol class="rule-fields">
        {fields.map((field, index) => (
          <Card
            key={index}
            field={field}
            number={index + 1}
            count={fields.length}
            onChange={(next) => onChange(fields.map((one, at) => (at === index ? next : one)))}
            onMove={(step) => onChange(moved(fields, index, index + step))}
            onRemove={() => onChange(fields.filter((_, at) => at !== index))}
          />
        ))}
      </ol>
      {fields.length < FIELDS_MOST && (
        <Button size="s" icon={plus} onClick={() => onChange([...fields, emptyField(fields.length + 1)])}>
          {t('rule.addField')}
        </Button>
      )}
    </>
  );
}
