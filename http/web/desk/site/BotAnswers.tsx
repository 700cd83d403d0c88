// How sure the bot must be, and what makes it hand over.

import type { VNode } from 'preact';
import { ChoiceRow, TextInput } from '../../shared/components/Field';
import { useT } from '../texts';
import type { PartProps } from './SiteEditor';
import type { SiteState, ThumbsDown } from './types';

const thumbs: readonly ThumbsDown[] = ['offer', 'person', 'note'];

interface PercentProps {
  label: string;
  hint: string;
  value: number | null;
  fallback: number | undefined;
  least: number;
  most: number;
  step: number;
  onChange: (value: number | null) => void;
}

/** A share in per cent; empty is the default. */
function Percent({ label, hint, value, fallback, least, most, step, onChange }: PercentProps): VNode {
  const shown = value === null ? '' : String(Math.round(value * 1000) / 10);
  return (
    <TextInput
      label={label}
      hint={hint}
      type="number"
      inputMode="decimal"
      min={least}
      max={most}
      step={step}
      value={shown}
      placeholder={fallback === undefined ? '' : String(Math.round(fallback * 1000) / 10)}
      onInput={(event) => {
        const number = event.currentTarget.valueAsNumber;
        onChange(Number.isNaN(number) ? null : Math.min(most, Math.max(least, number)) / 100);
      }}
    />
  );
}

export function BotAnswers({ settings, change, defaults }: PartProps & { defaults: SiteState['defaults'] }): VNode {
  const t = useT();
  const byShare = settings.accepted_wrong !== null;
  return (
    <section class="card">
      <h2>{t('sites.answers')}</h2>
      <ChoiceRow
        label={t('sites.answersBy')}
        value={byShare ? 'share' : 'confidence'}
        options={[
          { value: 'share', label: t('sites.byShare') },
          { value: 'confidence', label: t('sites.byConfidence') },
        ]}
        onChange={(by) => change(by === 'share' ? { accepted_wrong: 0.05 } : { accepted_wrong: null })}
      />
      <div class="form-pair">
        {byShare ? (
          <Percent label={t('sites.acceptedWrong')} hint={t('sites.acceptedWrongHint')} value={settings.accepted_wrong} fallback={0.05} least={0} most={50} step={0.5} onChange={(value) => change({ accepted_wrong: value ?? 0 })} />
        ) : (
          <Percent label={t('sites.answerFrom')} hint={t('sites.answerFromHint')} value={settings.answer_from} fallback={defaults?.answer_from} least={1} most={100} step={1} onChange={(answer_from) => change({ answer_from })} />
        )}
        <Percent label={t('sites.clarifyFrom')} hint={t('sites.clarifyFromHint')} value={settings.clarify_from} fallback={defaults?.clarify_from} least={1} most={100} step={1} onChange={(clarify_from) => change({ clarify_from })} />
      </div>
      {defaults && <p class="field-hint">{t('sites.answersNow', { percent: t.number(Math.round(defaults.answers_from_now * 1000) / 10) })}</p>}
      <h3>{t('sites.handsOver')}</h3>
      <p class="field-hint">{t('sites.handsOverHint')}</p>
      <div class="form-pair">
        <TextInput
          label={t('sites.unsureMost')}
          hint={t('sites.unsureMostHint')}
          type="number"
          min={1}
          max={10}
          value={settings.unsure_most ?? ''}
          placeholder={defaults ? String(defaults.unsure_most) : ''}
          onInput={(event) => {
            const number = event.currentTarget.valueAsNumber;
            change({ unsure_most: Number.isNaN(number) ? null : Math.min(10, Math.max(1, Math.round(number))) });
          }}
        />
        <TextInput
          label={t('sites.vipTags')}
          hint={t('sites.vipTagsHint')}
          value={settings.vip_tags.join(', ')}
          onChange={(event) => change({ vip_tags: [...new Set(event.currentTarget.value.split(/[,，、]/).map((tag) => tag.trim()).filter(Boolean))].slice(0, 20) })}
        />
      </div>
      <ChoiceRow label={t('sites.thumbsDown')} value={settings.thumbs_down} options={thumbs.map((value) => ({ value, label: t(`thumbs.${value}`) }))} onChange={(thumbs_down) => change({ thumbs_down })} />
      <p class="field-hint">{t(`thumbsHint.${settings.thumbs_down}`)}</p>
    </section>
  );
}
