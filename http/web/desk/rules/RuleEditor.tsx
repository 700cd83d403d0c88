// Making or changing a rule: what it matches, when it holds, what it does, and the proof beside it.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { Dialog } from '../../shared/components/Dialog';
import { TextInput } from '../../shared/components/Field';
import { trash } from '../../shared/components/icons';
import { useDesk } from '../desk';
import { isComposing } from '../keys';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Switch } from '../parts/Switch';
import { useT } from '../texts';
import { toast } from '../toasts';
import type { Group } from '../types';
import { useUnsaved } from '../unsaved';
import { ActionsEditor } from './ActionsEditor';
import { ConditionsEditor } from './ConditionsEditor';
import { Effect } from './Effect';
import { LiveTest } from './LiveTest';
import { MatchEditor } from './MatchEditor';
import { bodyOf, draftOf, type Draft, type Rule } from './model';

export interface RuleEditorProps {
  /** null makes a new one. */
  rule: Rule | null;
  /** Of a new rule. */
  priority: number;
  groups: readonly Group[];
  onClose: () => void;
  onSaved: () => void;
  onRemove: (rule: Rule) => void;
}

export function RuleEditor({ rule, priority, groups, onClose, onSaved, onRemove }: RuleEditorProps): VNode {
  const t = useT();
  const { api } = useDesk();
  const [begun] = useState<Draft>(() => (rule ? draftOf(rule) : { ...draftOf(null), priority }));
  const [draft, setDraft] = useState(begun);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  useUnsaved('rule', JSON.stringify(draft) !== JSON.stringify(begun));
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));

  const act = async (act: () => Promise<unknown>, done: string) => {
    setBusy(true);
    try {
      await act();
      toast('good', done);
      onSaved();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  const save = () =>
    act(
      () => (rule ? api.put(`/v1/rules/${rule.id}`, { ...bodyOf(draft), version: rule.version }) : api.post('/v1/rules', bodyOf(draft))),
      t('rule.saved'),
    );

  return (
    <Dialog
      size="l"
      title={t(rule ? 'rule.edit' : 'rule.new')}
      closeLabel={t('app.close')}
      onClose={onClose}
      actions={
        <>
          {rule && (
            <Button look="danger" icon={trash} disabled={isBusy} onClick={() => onRemove(rule)}>
              {t('rule.delete')}
            </Button>
          )}
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button look="primary" busy={isBusy} disabled={!draft.name.trim()} onClick={() => void save()}>
            {t('app.save')}
          </Button>
        </>
      }
    >
      <div
        class="form rule-editor"
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || isComposing(event) || isBusy || !draft.name.trim()) return;
          event.preventDefault();
          void save();
        }}
      >
        <TextInput label={t('rule.name')} value={draft.name} maxLength={100} autofocus onInput={(event) => change({ name: event.currentTarget.value })} />
        <MatchEditor draft={draft} onChange={change} />
        <LiveTest draft={draft} />
        <ActionsEditor actions={draft.actions} groups={groups} onChange={(actions) => change({ actions })} />
        <ConditionsEditor
          conditions={draft.conditions}
          groups={groups}
          isOpen={draft.kind === 'always' || Object.keys(rule?.conditions ?? {}).length > 0}
          onChange={(conditions) => change({ conditions })}
        />
        <Effect draft={draft} id={rule?.id ?? null} />
        <Switch label={t('rule.active')} hint={t('rule.activeHint')} isOn={draft.is_active} onChange={(isOn) => change({ is_active: isOn })} />
        {error !== null && <ErrorNotice error={error} />}
      </div>
    </Dialog>
  );
}
