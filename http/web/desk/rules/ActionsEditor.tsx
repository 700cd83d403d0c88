// What a rule does: says something, offers a menu, asks for values, passes the conversation on, or
// only tags it.

import type { VNode } from 'preact';
import { ChoiceRow, Select, TextArea } from '../../shared/components/Field';
import { Switch } from '../parts/Switch';
import { useT } from '../texts';
import type { Group } from '../types';
import { Chips } from './Chips';
import { EntryField } from './EntryField';
import { FormFields } from './FormFields';
import { MenuChoices } from './MenuChoices';
import { actionsOf, deedOf, deeds, type Actions } from './model';

interface Props {
  actions: Actions;
  onChange: (actions: Actions) => void;
}

function SayEditor({ actions, onChange, label, isLast }: Props & { label: string; isLast: boolean }): VNode {
  const t = useT();
  const isEntry = actions.say?.entry !== undefined;
  const hint = actions.form ? t('rule.sayHint', { names: actions.form.fields.map((field) => `{${field.name}}`).join(' ') }) : undefined;
  return (
    <>
      <ChoiceRow
        label={label}
        value={isEntry ? 'entry' : 'text'}
        options={(['text', 'entry'] as const).map((value) => ({ value, label: t(`rule.say.${value}`) }))}
        onChange={(value) => onChange({ ...actions, say: value === 'entry' ? { entry: '' } : { text: '' } })}
      />
      {isEntry ? (
        <EntryField label={t('rule.entry')} about={label} value={actions.say?.entry ?? ''} onChange={(entry) => onChange({ ...actions, say: { entry } })} />
      ) : (
        <TextArea
          label={t('rule.sayText')}
          hint={hint ?? (isLast ? t('rule.sayOptional') : undefined)}
          rows={3}
          maxLength={4000}
          value={actions.say?.text ?? ''}
          onInput={(event) => onChange({ ...actions, say: { text: event.currentTarget.value } })}
        />
      )}
    </>
  );
}

function GroupSelect({ actions, groups, onChange }: Props & { groups: readonly Group[] }): VNode {
  const t = useT();
  const hand = actions.hand_over ?? {};
  return (
    <div class="rule-pair">
      <Select
        label={t('rule.handTo')}
        value={hand.group ?? ''}
        onChange={(event) => onChange({ ...actions, hand_over: { ...hand, group: event.currentTarget.value } })}
      >
        <option value="">{t('rule.usualGroup')}</option>
        {groups.map((group) => (
          <option key={group.id} value={group.name}>
            {group.name}
          </option>
        ))}
      </Select>
      <Select
        label={t('rule.reason')}
        value={hand.reason ?? ''}
        onChange={(event) => onChange({ ...actions, hand_over: { ...hand, reason: event.currentTarget.value } })}
      >
        {(['', 'vip', 'sensitive', 'angry', 'asked-for-person'] as const).map((reason) => (
          <option key={reason} value={reason}>
            {t(`rule.reason.${reason === '' ? 'rule' : reason}`)}
          </option>
        ))}
      </Select>
    </div>
  );
}

function FormEditor({ actions, groups, onChange }: Props & { groups: readonly Group[] }): VNode {
  const t = useT();
  const form = actions.form ?? { fields: [] };
  const withoutHand = () => {
    const rest = { ...actions };
    delete rest.hand_over;
    return rest;
  };
  return (
    <>
      <FormFields fields={form.fields} onChange={(fields) => onChange({ ...actions, form: { ...form, fields } })} />
      <Select
        label={t('rule.retries')}
        hint={t('rule.retriesHint')}
        value={String(form.retries ?? 3)}
        onChange={(event) => onChange({ ...actions, form: { ...form, retries: Number(event.currentTarget.value) } })}
      >
        {[1, 2, 3, 5].map((count) => (
          <option key={count} value={String(count)}>
            {count}
          </option>
        ))}
      </Select>
      <SayEditor actions={actions} onChange={onChange} label={t('rule.then')} isLast={actions.hand_over !== undefined} />
      <Switch
        label={t('rule.thenHand')}
        hint={t('rule.thenHandHint')}
        isOn={actions.hand_over !== undefined}
        onChange={(isOn) => onChange(isOn ? { ...actions, hand_over: {} } : withoutHand())}
      />
      {actions.hand_over && <GroupSelect actions={actions} groups={groups} onChange={onChange} />}
    </>
  );
}

export function ActionsEditor({ actions, groups, onChange }: Props & { groups: readonly Group[] }): VNode {
  const t = useT();
  const deed = deedOf(actions);
  return (
    <section class="rule-part">
      <h3>{t('rule.actions')}</h3>
      <ChoiceRow
        label={t('rule.deed')}
        value={deed}
        options={deeds.map((value) => ({ value, label: t(`rule.deed.${value}`) }))}
        onChange={(value) => onChange(actionsOf(value, actions))}
      />
      {deed === 'say' && <SayEditor actions={actions} onChange={onChange} label={t('rule.sayWhat')} isLast={false} />}
      {deed === 'menu' && actions.menu && (
        <>
          <TextArea
            label={t('rule.menuText')}
            rows={2}
            maxLength={4000}
            value={actions.menu.text}
            onInput={(event) => onChange({ ...actions, menu: { choices: actions.menu?.choices ?? [], text: event.currentTarget.value } })}
          />
          <MenuChoices choices={actions.menu.choices} onChange={(choices) => onChange({ ...actions, menu: { text: actions.menu?.text ?? '', choices } })} />
        </>
      )}
      {deed === 'form' && <FormEditor actions={actions} groups={groups} onChange={onChange} />}
      {deed === 'hand_over' && (
        <>
          <GroupSelect actions={actions} groups={groups} onChange={onChange} />
          <SayEditor actions={{ ...actions, say: actions.say ?? { text: '' } }} onChange={onChange} label={t('rule.sayFirst')} isLast />
        </>
      )}
      <Chips label={t('rule.putTags')} hint={t('rule.putTagsHint')} values={actions.tags ?? []} onChange={(tags) => onChange({ ...actions, tags })} />
    </section>
  );
}
