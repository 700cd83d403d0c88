// What the site asks, before the chat or before a person is called.  The browser's own form: labels,
// types that raise the right keyboard, and what is missing said at its field.

import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../../shared/api';
import { Button } from '../../shared/components/Button';
import { Select, TextInput } from '../../shared/components/Field';
import { arrowLeft } from '../../shared/components/icons';
import type { Translator } from '../../shared/i18n';
import type { FormField, SiteForm } from '../../shared/types';
import { FormChanged, type FormValues, type Session } from '../session';
import { useT, type Key } from '../texts';

const inputs = {
  name: { type: 'text', autocomplete: 'name' },
  email: { type: 'email', autocomplete: 'email' },
  phone: { type: 'tel', autocomplete: 'tel' },
  text: { type: 'text', autocomplete: 'off' },
} as const;

function labelOf(field: FormField, t: Translator<Key>): string {
  const own = field.label ?? (field.kind === 'name' || field.kind === 'email' || field.kind === 'phone' ? t(`form.${field.kind}`) : field.name);
  return field.required ? own : t('form.optional', { label: own });
}

/** What is missing; the form of a contact is the server's to judge. */
export function missing(form: SiteForm, values: FormValues): string[] {
  return form.fields.filter((field) => field.required && !String(values[field.name] || '').trim()).map((field) => field.name);
}

interface OneProps {
  field: FormField;
  value: string | boolean | undefined;
  error: string | undefined;
  onChange: (value: string | boolean) => void;
}

function One({ field, value, error, onChange }: OneProps): VNode {
  const t = useT();
  const label = labelOf(field, t);
  const required = field.required || undefined;
  if (field.kind === 'consent') {
    return (
      <div class="field">
        <label class="form-consent">
          <input type="checkbox" checked={value === true} aria-invalid={error ? true : undefined} aria-required={required} onChange={(event) => onChange(event.currentTarget.checked)} />
          <span>{label}</span>
        </label>
        {error && (
          <p class="field-error" role="alert">
            {error}
          </p>
        )}
      </div>
    );
  }
  if (field.kind === 'choice') {
    return (
      <Select label={label} error={error} aria-required={required} value={String(value ?? '')} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{t('form.choose')}</option>
        {field.options.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </Select>
    );
  }
  return <TextInput label={label} error={error} {...inputs[field.kind]} aria-required={required} maxLength={500} value={String(value ?? '')} onInput={(event) => onChange(event.currentTarget.value)} />;
}

export default function FormCard({ session, form, canLeave }: { session: Session; form: SiteForm; canLeave: boolean }): VNode {
  const t = useT();
  const [values, setValues] = useState<FormValues>({});
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const [isNew, setNew] = useState(false);
  const frame = useRef<HTMLFormElement>(null);

  useEffect(() => frame.current?.querySelector('h2')?.focus(), []);
  useEffect(() => frame.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), [errors]);

  const submit = async () => {
    const lacks = missing(form, values);
    setErrors(Object.fromEntries(lacks.map((name) => [name, t('form.needed')])));
    if (lacks.length > 0) return;
    setBusy(true);
    try {
      await session.fillIn(Object.fromEntries(form.fields.flatMap(({ name }) => (name in values ? [[name, values[name]!]] : []))));
    } catch (error) {
      if (error instanceof FormChanged) {
        setNew(true);
        frame.current?.querySelector('h2')?.focus();
        return;
      }
      const name = error instanceof ApiError ? (error.problem.field ?? '').replace(/^form\./, '') : '';
      const said = error instanceof ApiError ? error.message : t('failure.network');
      setErrors({ [form.fields.some((field) => field.name === name) ? name : '']: name ? t('form.check') : said });
    } finally {
      setBusy(false);
    }
  };

  return (
    <main class="scroll left-message">
      <form
        ref={frame}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div>
          <h2 tabIndex={-1}>{t('form.title')}</h2>
          <p class="lead" role={isNew ? 'alert' : undefined}>
            {t(isNew ? 'form.changed' : 'form.lead')}
          </p>
        </div>
        {form.fields.map((field) => (
          <One key={field.name} field={field} value={values[field.name]} error={errors[field.name]} onChange={(value) => setValues({ ...values, [field.name]: value })} />
        ))}
        {errors[''] && (
          <p class="field-error" role="alert">
            {errors['']}
          </p>
        )}
        <div class="form-actions">
          {canLeave ? (
            <Button look="quiet" icon={arrowLeft} onClick={() => session.closeForm()}>
              {t('left.back')}
            </Button>
          ) : (
            <span />
          )}
          <Button look="primary" type="submit" busy={busy}>
            {t('form.go')}
          </Button>
        </div>
      </form>
    </main>
  );
}
