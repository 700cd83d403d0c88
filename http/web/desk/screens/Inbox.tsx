// The inbox: list, conversation, and what is known of the visitor.  On a narrow page the columns
// become screens.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Empty } from '../../shared/components/Empty';
import { chat } from '../../shared/components/icons';
import { ConversationList } from '../inbox/ConversationList';
import { tabs, useConversationList, type Tab } from '../inbox/list';
import { Talk } from '../inbox/Talk';
import { useKeys } from '../keys';
import { go, to, usePlace } from '../router';
import { useT } from '../texts';

function NothingChosen(): VNode {
  const t = useT();
  return (
    <section class="column talk-column idle">
      <Empty icon={chat} title={t('inbox.pick')}>
        <p class="wide-only">{t('inbox.pickLead')}</p>
      </Empty>
    </section>
  );
}

export function Inbox(): VNode {
  const { parts } = usePlace();
  const tab: Tab = tabs.find((one) => one === parts[0]) ?? 'queue';
  const chosen = parts[1];
  const list = useConversationList(tab);
  const [showsDetails, setShowsDetails] = useState(false);

  const move = (step: number) => {
    const at = list.items.findIndex((one) => one.id === chosen);
    const next = list.items[at < 0 ? (step > 0 ? 0 : list.items.length - 1) : at + step];
    if (next) go(to('inbox', tab, next.id), chosen !== undefined);
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    ...Object.fromEntries(tabs.map((one, index) => [String(index + 1), () => go(to('inbox', one))])),
  });

  return (
    <div class={`inbox ${chosen ? 'has-talk' : ''} ${showsDetails ? 'has-details' : ''}`}>
      <ConversationList tab={tab} chosen={chosen} list={list} />
      {chosen ? (
        <Talk key={chosen} id={chosen} tab={tab} showsDetails={showsDetails} onDetails={() => setShowsDetails(!showsDetails)} />
      ) : (
        <NothingChosen />
      )}
    </div>
  );
}
