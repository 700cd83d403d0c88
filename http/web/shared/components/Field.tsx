// Form fields: a label, the control, a hint or an error, tied together for screen readers.

import type { ComponentChildren, InputHTMLAttributes, SelectHTMLAttributes, TextareaHTMLAttributes, VNode } from 'preact';
import { useId } from 'preact/hooks';
import './field.css';

interface Common {
  label: string;
  hint?: string | undefined;
  error?: string | null | undefined;
}

function Frame({ id, label, hint, error, children }: Common & { id: string; children: ComponentChildren }): VNode {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children}
      {error ? (
        <p class="field-error" id={`${id}-note`} role="alert">
          {error}
        </p>
      ) : (
        hint && (
          <p class="field-hint" id={`${id}-note`}>
            {hint}
          </p>
        )
      )}
    </div>
  );
}

const described = (id: string, { hint, error }: Common) => ({
  id,
  'aria-invalid': error ? true : undefined,
  'aria-describedby': hint || error ? `${id}-note` : undefined,
});

export type TextInputProps = Common & Omit<InputHTMLAttributes<HTMLInputElement>, 'label'>;

export function TextInput({ label, hint, error, ...rest }: TextInputProps): VNode {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <input type="text" {...rest} {...described(id, { label, hint, error })} class="control" />
    </Frame>
  );
}

export type TextAreaProps = Common & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'label'>;

export function TextArea({ label, hint, error, ...rest }: TextAreaProps): VNode {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <textarea rows={4} {...rest} {...described(id, { label, hint, error })} class="control" />
    </Frame>
  );
}

export type SelectProps = Common & Omit<SelectHTMLAttributes<HTMLSelectElement>, 'label'> & { children: ComponentChildren };

export function Select({ label, hint, error, children, ...rest }: SelectProps): VNode {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <select {...rest} {...described(id, { label, hint, error })} class="control">
        {children}
      </select>
    </Frame>
  );
}

export interface ChoiceRowProps<Value extends string> {
  label: string;
  value: Value | null;
  options: readonly { value: Value; label: ComponentChildren; name?: string }[];
  onChange: (value: Value) => void;
}

/** One of a few, as buttons side by side (radio buttons underneath, so that arrow keys work). */
export function ChoiceRow<Value extends string>({ label, value, options, onChange }: ChoiceRowProps<Value>): VNode {
  const id = useId();
  return (
    <fieldset class="choice-row">
      <legend>{label}</legend>
      <div class="choice-options">
        {options.map((option) => (
          <label key={option.value} class="choice">
            <input
              type="radio"
              name={id}
              value={option.value}
              checked={value === option.value}
              aria-label={option.name}
              onChange={() => onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
