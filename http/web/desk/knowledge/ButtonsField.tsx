// The buttons below an answer: ask this next, open a link, talk to a person of a group.

import type { VNode } from 'preact';
import { useId, useState } from 'preact/hooks';
import { Button, IconButton } from '../../shared/components/Button';
import { chevronDown, chevronUp, close, plus, search } from '../../shared/components/icons';
import type { AnswerButton } from '../../shared/types';
import { useFetched } from '../fetched';
import { useT } from '../texts';
import type { Group } from '../types';
import { isGoodTarget } from './content';
import { EntryPicker } from './EntryPicker';

const actions: readonly AnswerButton['action'][] = ['ask', 'link', 'person'];
const MOST = 10;

interface RowProps {
  button: AnswerButton;
  number: number;
  groups: readonly Group[];
  /** Said that something is missing or wrong. */
  isTried: boolean;
  onChange: (part: Partial<AnswerButton>) => void;
  onRemove: () => void;
  onUp: (() => void) | undefined;
  onDown: (() => void) | undefined;
}

function Target({ button, number, groups, isTried, onChange }: Pick<RowProps, 'button' | 'number' | 'groups' | 'isTried' | 'onChange'>): VNode {
  const t = useT();
  const [isPicking, setPicking] = useState(false);
  const id = useId();
  const label = t(`buttons.target.${button.action}`, { number });
  if (button.action === 'person') {
    const isOther = button.target !== '' && !groups.some((one) => one.name === button.target);
    return (
      <select class="control compact" aria-label={label} value={button.target} onChange={(event) => onChange({ target: event.currentTarget.value })}>
        <option value="">{t('buttons.anyGroup')}</option>
        {groups.map((group) => (
          <option key={group.id} value={group.name}>
            {group.name}
          </option>
        ))}
        {isOther && <option value={button.target}>{button.target}</option>}
      </select>
    );
  }
  const isWrong = isTried && !isGoodTarget(button);
  return (
    <span class="button-target">
      <input
        class="control compact"
        aria-label={label}
        aria-invalid={isWrong || undefined}
        aria-describedby={isWrong ? id : undefined}
        placeholder={button.action === 'link' ? 'https://' : t('buttons.askPlaceholder')}
        value={button.target}
        maxLength={1000}
        onInput={(event) => onChange({ target: event.currentTarget.value })}
      />
      {button.action === 'ask' && <IconButton size="s" icon={search} label={t('buttons.pick', { number })} onClick={() => setPicking(true)} />}
      {isWrong && (
        <small class="field-error" id={id}>
          {t(button.action === 'link' ? 'buttons.wrongLink' : 'entry.required')}
        </small>
      )}
      {isPicking && (
        <EntryPicker
          title={t('buttons.pickTitle')}
          lead={t('buttons.pickLead')}
          about={button.label || t('buttons.title')}
          onPick={(entry) => {
            onChange({ target: entry.question, ...(button.label ? {} : { label: entry.question.slice(0, 80) }) });
            setPicking(false);
          }}
          onClose={() => setPicking(false)}
        />
      )}
    </span>
  );
}

function Row(props: RowProps): VNode {
  const t = useT();
  const { button, number, isTried, onChange, onRemove, onUp, onDown } = props;
  return (
    <li class="button-row">
      <select
        class="control compact"
        aria-label={t('buttons.action', { number })}
        value={button.action}
        onChange={(event) => onChange({ action: event.currentTarget.value as AnswerButton['action'], target: '' })}
      >
        {actions.map((action) => (
          <option key={action} value={action}>
            {t(`buttons.${action}`)}
          </option>
        ))}
      </select>
      <input
        class="control compact"
        aria-label={t('buttons.label', { number })}
        aria-invalid={(isTried && !button.label.trim()) || undefined}
        placeholder={t('buttons.labelPlaceholder')}
        maxLength={80}
        value={button.label}
        onInput={(event) => onChange({ label: event.currentTarget.value })}
      />
      <Target {...props} />
      <span class="button-moves">
        <IconButton size="s" icon={chevronUp} label={t('buttons.up', { number })} disabled={!onUp} onClick={onUp} />
        <IconButton size="s" icon={chevronDown} label={t('buttons.down', { number })} disabled={!onDown} onClick={onDown} />
        <IconButton size="s" icon={close} label={t('buttons.remove', { number })} onClick={onRemove} />
      </span>
    </li>
  );
}

export interface ButtonsFieldProps {
  buttons: readonly AnswerButton[];
  isTried: boolean;
  onChange: (buttons: AnswerButton[]) => void;
}

function swapped(buttons: readonly AnswerButton[], one: number, other: number): AnswerButton[] {
  const next = [...buttons];
  [next[one], next[other]] = [next[other]!, next[one]!];
  return next;
}

export function ButtonsField({ buttons, isTried, onChange }: ButtonsFieldProps): VNode {
  const t = useT();
  const groups = useFetched<{ groups: Group[] }>('/v1/groups', 'staff').data?.groups ?? [];
  return (
    <fieldset class="variants answer-parts">
      <legend>
        {t('buttons.title')} <span class="count">{buttons.length}</span>
      </legend>
      <p class="field-hint">{t('buttons.hint')}</p>
      {buttons.length > 0 && (
        <ol class="button-rows">
          {buttons.map((button, at) => (
            <Row
              key={at}
              button={button}
              number={at + 1}
              groups={groups}
              isTried={isTried}
              onChange={(part) => onChange(buttons.map((one, index) => (index === at ? { ...one, ...part } : one)))}
              onRemove={() => onChange(buttons.filter((_, index) => index !== at))}
              onUp={at > 0 ? () => onChange(swapped(buttons, at, at - 1)) : undefined}
              onDown={at < buttons.length - 1 ? () => onChange(swapped(buttons, at, at + 1)) : undefined}
            />
          ))}
        </ol>
      )}
      {buttons.length < MOST && (
        <Button size="s" icon={plus} onClick={() => onChange([...buttons, { action: 'ask', label: '', target: '' }])}>
          {t('buttons.add')}
        </Button>
      )}
    </fieldset>
  );
}
