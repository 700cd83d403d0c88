// The choices of a menu: each leads to an entry, or counts as though the visitor had said something.

import type { VNode } from 'preact';
import { Button, IconButton } from '../../shared/components/Button';
import { ChoiceRow, TextInput } from '../../shared/components/Field';
import { chevronDown, chevronUp, plus, trash } from '../../shared/components/icons';
import { useT } from '../texts';
import { EntryField } from './EntryField';
import { emptyChoice, moved, type Choice } from './model';

const CHOICES_MOST = 9;

interface CardProps {
  choice: Choice;
  number: number;
  count: number;
  onChange: (choice: Choice) => void;
  onMove: (step: number) => void;
  onRemove: () => void;
}

function Card({ choice, number, count, onChange, onMove, onRemove }: CardProps): VNode {
  const t = useT();
  const leadsTo = choice.say === undefined ? 'entry' : 'say';
  return (
    <li class="rule-field" aria-label={t('rule.choiceN', { number })}>
      <header>
        <strong>{t('rule.choiceN', { number })}</strong>
        <IconButton size="s" icon={chevronUp} label={t('rule.up')} disabled={number === 1} onClick={() => onMove(-1)} />
        <IconButton size="s" icon={chevronDown} label={t('rule.down')} disabled={number === count} onClick={() => onMove(1)} />
        <IconButton size="s" icon={trash} label={t('rule.removeChoice')} disabled={count === 1} onClick={onRemove} />
      </header>
      <TextInput label={t('rule.choiceText')} maxLength={120} value={choice.text} onInput={(event) => onChange({ ...choice, text: event.currentTarget.value })} />
      <ChoiceRow
        label={t('rule.choiceLeads')}
        value={leadsTo}
        options={(['entry', 'say'] as const).map((value) => ({ value, label: t(`rule.leads.${value}`) }))}
        onChange={(value) => onChange({ text: choice.text, [value]: '' })}
      />
      {leadsTo === 'entry' ? (
        <EntryField label={t('rule.entry')} about={choice.text} value={choice.entry ?? ''} onChange={(entry) => onChange({ text: choice.text, entry })} />
      ) : (
        <TextInput label={t('rule.choiceSay')} hint={t('rule.choiceSayHint')} maxLength={500} value={choice.say ?? ''} onInput={(event) => onChange({ text: choice.text, say: event.currentTarget.value })} />
      )}
    </li>
  );
}

export function MenuChoices({ choices, onChange }: { choices: readonly Choice[]; onChange: (choices: Choice[]) => void }): VNode {
  const t = useT();
  return (
    <>
      <ol class="rule-fields">
        {choices.map((choice, index) => (
          <Card
            key={index}
            choice={choice}
            number={index + 1}
            count={choices.length}
            onChange={(next) => onChange(choices.map((one, at) => (at === index ? next : one)))}
            onMove={(step) => onChange(moved(choices, index, index + step))}
            onRemove={() => onChange(choices.filter((_, at) => at !== index))}
          />
        ))}
      </ol>
      {choices.length < CHOICES_MOST && (
        <Button size="s" icon={plus} onClick={() => onChange([...choices, emptyChoice()])}>
          {t('rule.addChoice')}
        </Button>
      )}
    </>
  );
}
