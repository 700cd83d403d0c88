// The editors' rules: what the bot does before it looks for an entry.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { Empty } from '../../shared/components/Empty';
import { list, plus } from '../../shared/components/icons';
import { useDesk } from '../desk';
import { useFetched } from '../fetched';
import { ErrorNotice, errorText } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { Page } from '../parts/Page';
import { aroundBuiltin, bodyOf, draftOf, type Rule, type RulesAnswer } from '../rules/model';
import { RuleEditor } from '../rules/RuleEditor';
import { RuleList } from '../rules/RuleList';
import { useRemoval } from '../removal';
import '../rules/rules.css';
import { useT } from '../texts';
import { toast } from '../toasts';
import type { Group } from '../types';

const ids = (rules: readonly Rule[]) => rules.map((rule) => rule.id);

export function Rules(): VNode {
  const t = useT();
  const { api } = useDesk();
  const { data, error, isLoading, again } = useFetched<RulesAnswer>('/v1/rules', 'knowledge');
  const groups = useFetched<{ groups: Group[] }>('/v1/groups', 'staff');
  const [editing, setEditing] = useState<Rule | 'new' | null>(null);
  const rules = data ? aroundBuiltin(data) : { above: [], below: [] };

  const removal = useRemoval(() => void again());
  const remove = (rule: Rule) => {
    setEditing(null);
    void removal({
      path: `/v1/rules/${rule.id}?version=${rule.version}`,
      done: t('rule.deleted'),
      text: rule.name,
      anew: { path: '/v1/rules', body: bodyOf(draftOf(rule)) },
    });
  };

  const order = async (above: Rule[], below: Rule[]) => {
    try {
      await api.post('/v1/rules/order', { above: ids(above), below: ids(below) });
    } catch (problem) {
      toast('bad', errorText(t, problem));
    }
    again();
  };

  return (
    <Page
      title={t('rule.title')}
      lead={t('rule.lead')}
      actions={
        <Button look="primary" icon={plus} onClick={() => setEditing('new')}>
          {t('rule.new')}
        </Button>
      }
    >
      {error !== null && <ErrorNotice error={error} onRetry={again} />}
      {groups.error !== null && !groups.data && <ErrorNotice error={groups.error} onRetry={groups.again} />}
      {isLoading && !data && <Loading />}
      {data?.rules.length === 0 && (
        <Empty icon={list} title={t('rule.empty')}>
          <p>{t('rule.emptyLead')}</p>
        </Empty>
      )}
      {data && data.rules.length > 0 && (
        <RuleList above={rules.above} below={rules.below} onOpen={setEditing} onOrder={(above, below) => void order(above, below)} />
      )}
      {editing && groups.data && (
        <RuleEditor
          rule={editing === 'new' ? null : editing}
          priority={1}
          groups={groups.data.groups}
          onClose={() => setEditing(null)}
          onSaved={() => {
            setEditing(null);
            again();
          }}
          onRemove={remove}
        />
      )}
    </Page>
  );
}
