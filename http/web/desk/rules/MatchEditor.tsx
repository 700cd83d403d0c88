// What a rule matches: words for most, a pattern for those who know them, or any message.

import type { VNode } from 'preact';
import { ChoiceRow, TextArea } from '../../shared/components/Field';
import { useT } from '../texts';
import { Chips } from './Chips';
import { ruleKinds, type Draft, type Words } from './model';

function WordLists({ words, onChange }: { words: Words; onChange: (words: Words) => void }): VNode {
  const t = useT();
  return (
    <>
      <Chips label={t('rule.any')} hint={t('rule.anyHint')} placeholder={t('rule.anyPlaceholder')} values={words.any} onChange={(any) => onChange({ ...words, any })} />
      <div class="rule-pair">
        <Chips label={t('rule.all')} hint={t('rule.allHint')} values={words.all} onChange={(all) => onChange({ ...words, all })} />
        <Chips label={t('rule.none')} hint={t('rule.noneHint')} values={words.none} onChange={(none) => onChange({ ...words, none })} />
      </div>
    </>
  );
}

function PatternHelp(): VNode {
  const t = useT();
  const idioms = ['refund|money back', '^hello$', '(?:cancel|stop).{0,40}order', '退.{0,4}款'];
  return (
    <details class="rule-idioms">
      <summary>{t('rule.idioms')}</summary>
      <dl>
        {idioms.map((idiom, index) => (
          <div key={idiom}>
            <dt>
              <code>{idiom}</code>
            </dt>
            <dd>{t(`rule.idiom${index as 0 | 1 | 2 | 3}`)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

export function MatchEditor({ draft, onChange }: { draft: Draft; onChange: (part: Partial<Draft>) => void }): VNode {
  const t = useT();
  return (
    <section class="rule-part">
      <h3>{t('rule.when')}</h3>
      <ChoiceRow
        label={t('rule.kind')}
        value={draft.kind}
        options={ruleKinds.map((value) => ({ value, label: t(`rule.kind.${value}`) }))}
        onChange={(kind) => onChange({ kind })}
      />
      {draft.kind === 'words' && <WordLists words={draft.words} onChange={(words) => onChange({ words })} />}
      {draft.kind === 'pattern' && (
        <>
          <TextArea
            label={t('rule.pattern')}
            hint={t('rule.patternHint')}
            rows={2}
            spellcheck={false}
            maxLength={1000}
            style={{ fontFamily: 'var(--font-mono)' }}
            value={draft.pattern}
            onInput={(event) => onChange({ pattern: event.currentTarget.value.replace(/\n/g, '') })}
          />
          <PatternHelp />
        </>
      )}
      {draft.kind === 'always' && <p class="field-hint">{t('rule.alwaysHint')}</p>}
    </section>
  );
}
