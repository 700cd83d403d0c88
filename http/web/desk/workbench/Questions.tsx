// The questions of a cluster: chosen for an act, opened in their conversation.

import type { VNode } from 'preact';
import { Badge } from '../../shared/components/Banner';
import { Button } from '../../shared/components/Button';
import { Icon } from '../../shared/components/Icon';
import { chat, check } from '../../shared/components/icons';
import { useStore } from '../../shared/store';
import { may } from '../abilities';
import { useDesk } from '../desk';
import { to } from '../router';
import { useT } from '../texts';
import type { ClusterQuestion } from './types';

export interface QuestionsProps {
  questions: readonly ClusterQuestion[];
  chosen: ReadonlySet<string>;
  onChoose: (id: string) => void;
  hasMore: boolean;
  onMore: () => void;
}

function Row({ one, isChosen, onChoose }: { one: ClusterQuestion; isChosen: boolean; onChoose: () => void }): VNode {
  const t = useT();
  const mayRead = useStore(useDesk().me, (me) => may(me, 'conversations'));
  return (
    <li class="question-row">
      <label>
        <input type="checkbox" checked={isChosen} disabled={one.state !== 'open'} onChange={onChoose} />
        <span class="question-text">{one.text}</span>
      </label>
      <span class="question-facts">
        {one.state !== 'open' && <Badge>{t(`workbench.state.${one.state}`)}</Badge>}
        {one.answered_by !== null && (
          <Badge tone="good">
            <Icon of={check} size={12} /> {t('workbench.answeredNow', { share: t.percent(one.answered_confidence) })}
          </Badge>
        )}
        <span title={t('workbench.asked', { count: one.asked })}>{t.number(one.asked)}×</span>
        {one.conversation && mayRead && (
          <a href={to('inbox', 'all', one.conversation)} aria-label={t('workbench.openConversation')} title={t('workbench.openConversation')}>
            <Icon of={chat} size={16} />
          </a>
        )}
      </span>
    </li>
  );
}

export function Questions({ questions, chosen, onChoose, hasMore, onMore }: QuestionsProps): VNode {
  const t = useT();
  return (
    <section>
      <h3 class="pane-title">{t('workbench.questions')}</h3>
      <ul class="question-rows">
        {questions.map((one) => (
          <Row key={one.id} one={one} isChosen={chosen.has(one.id)} onChoose={() => onChoose(one.id)} />
        ))}
      </ul>
      {hasMore && (
        <Button look="quiet" size="s" onClick={onMore}>
          {t('app.more')}
        </Button>
      )}
    </section>
  );
}
