// What visitors are asked before the chat, or before a person is called.

import type { VNode } from 'preact';
import { IconButton } from '../../shared/components/Button';
import { ChoiceRow, Select, TextInput } from '../../shared/components/Field';
import { trash } from '../../shared/components/icons';
import { languageName, useT } from '../texts';
import type { PartProps } from './SiteEditor';
import type { FormField, FormKind } from './types';

const kinds: readonly FormKind[] = ['name', 'email', 'phone', 'text', 'choice', 'consent'];
const MOST = 10;

/** A name that no field has yet. */
export function freshName(fields: readonly FormField[], kind: FormKind): string {
  const taken = new Set(fields.map((field) => field.name));
  if (!taken.has(kind)) return kind;
  for (let number = 2; ; number += 1) if (!taken.has(`${kind}${number}`)) return `${kind}${number}`;
}

interface OneProps {
  field: FormField;
  languages: PartProps['settings']['languages'];
  onChange: (part: Partial<FormField>) => void;
  onRemove: () => void;
}

function One({ field, languages, onChange, onRemove }: OneProps): VNode {
  const t = useT();
  return (
    <li class="form-field-row">
      <div class="form-field-head">
        <strong>{t(`formKind.${field.kind}`)}</strong>
        <label class="option">
          <input type="checkbox" checked={field.required} onChange={(event) => onChange({ required: event.currentTarget.checked })} />
          <span>{t('siteForm.required')}</span>
        </label>
        <IconButton icon={trash} label={t('siteForm.remove', { name: t(`formKind.${field.kind}`) })} onClick={onRemove} />
      </div>
      <div class="form-pair">
        {languages.map((language) => (
          <TextInput key={language} label={t('siteForm.label', { language: languageName(t, language) })} maxLength={200} value={field.label[language] ?? ''} onInput={(event) => onChange({ label: { ...field.label, [language]: event.currentTarget.value || undefined } })} />
        ))}
      </div>
      {field.kind === 'choice' && (
        <TextInput label={t('siteForm.options')} hint={t('siteForm.optionsHint')} value={field.options.join(', ')} onChange={(event) => onChange({ options: event.currentTarget.value.split(/[,，、]/).map((one) => one.trim()).filter(Boolean).slice(0, 20) })} />
      )}
    </li>
  );
}

export function FormCard({ settings, change }: PartProps): VNode {
  const t = useT();
  const { form } = settings;
  const put = (part: Partial<typeof form>) => change({ form: { ...form, ...part } });
  const add = (kind: FormKind) => put({ fields: [...form.fields, { name: freshName(form.fields, kind), kind, required: true, label: {}, options: [] }] });
  return (
    <section class="card">
      <h2>{t('siteForm.title')}</h2>
      <p class="field-hint">{t('siteForm.hint')}</p>
      {form.fields.length > 0 && (
        <ChoiceRow label={t('siteForm.when')} value={form.when} options={(['before-chat', 'before-person'] as const).map((value) => ({ value, label: t(`siteForm.${value}`) }))} onChange={(when) => put({ when })} />
      )}
      <ul class="form-field-rows">
        {form.fields.map((field, at) => (
          <One key={field.name} field={field} languages={settings.languages} onChange={(part) => put({ fields: form.fields.map((one, index) => (index === at ? { ...one, ...part } : one)) })} onRemove={() => put({ fields: form.fields.filter((_, index) => index !== at) })} />
        ))}
      </ul>
      {form.fields.length < MOST && (
        <div class="form-add">
          <Select label={t('siteForm.add')} value="" onChange={(event) => event.currentTarget.value && add(event.currentTarget.value as FormKind)}>
            <option value="">{t('siteForm.choose')}</option>
            {kinds.map((kind) => (
              <option key={kind} value={kind}>
                {t(`formKind.${kind}`)}
              </option>
            ))}
          </Select>
        </div>
      )}
    </section>
  );
}
