// What can be done with a conversation: accept, transfer, close.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button, IconButton } from '../../shared/components/Button';
import { check, close, transfer } from '../../shared/components/icons';
import type { ConversationView } from '../../shared/types';
import { useStore } from '../../shared/store';
import { may } from '../abilities';
import { useDesk } from '../desk';
import { useKeys } from '../keys';
import { errorText } from '../parts/ErrorNotice';
import { currentPlace, go, to } from '../router';
import { useT } from '../texts';
import { toast } from '../toasts';
import type { Me } from '../types';
import { CloseDialog } from '../talk/CloseDialog';
import { TalkMenu } from '../talk/TalkMenu';
import { TransferDialog } from './TransferDialog';

/** What this person may try now; the server has the last word. */
export function allowed(view: ConversationView, me: Me): { accept: boolean; transfer: boolean; close: boolean } {
  const isMine = view.owner === 'agent' && view.agent_id === me.id;
  const isLeader = may(me, 'take-over');
  return {
    accept: view.owner === 'queue' || (view.owner === 'bot' && isLeader),
    transfer: view.owner === 'agent' && (isMine || isLeader),
    close: isMine || (isLeader && view.owner !== 'closed'),
  };
}

/** Accepting from the queue leads to the same conversation among one's own. */
async function accept(desk: ReturnType<typeof useDesk>, id: string): Promise<void> {
  await desk.accept(id);
  if (currentPlace().parts[1] === id) go(to('inbox', 'mine', id), true);
}

export function TalkActions({ view, onFind }: { view: ConversationView; onFind: () => void }): VNode {
  const t = useT();
  const desk = useDesk();
  const me = useStore(desk.me);
  const [isBusy, setBusy] = useState(false);
  const [dialog, setDialog] = useState<'transfer' | 'close' | null>(null);
  const can = allowed(view, me);

  const acceptNow = () => {
    if (isBusy) return;
    setBusy(true);
    accept(desk, view.id)
      .catch((error: unknown) => toast('bad', errorText(t, error)))
      .finally(() => setBusy(false));
  };
  useKeys({
    a: can.accept ? acceptNow : undefined,
    t: can.transfer ? () => setDialog('transfer') : undefined,
    c: can.close ? () => setDialog('close') : undefined,
  });

  return (
    <div class="talk-actions">
      {can.accept && (
        <Button look="primary" size="s" icon={check} busy={isBusy} onClick={acceptNow}>
          {t(view.owner === 'queue' ? 'talk.accept' : 'talk.takeOver')}
        </Button>
      )}
      {can.transfer && (
        <>
          <Button class="wide-only" size="s" icon={transfer} onClick={() => setDialog('transfer')}>
            {t('talk.transfer')}
          </Button>
          <IconButton class="narrow-only" icon={transfer} label={t('talk.transfer')} onClick={() => setDialog('transfer')} />
        </>
      )}
      {can.close && (
        <>
          <Button class="wide-only" size="s" icon={close} onClick={() => setDialog('close')}>
            {t('talk.closeShort')}
          </Button>
          <IconButton class="narrow-only" icon={close} label={t('talk.close')} onClick={() => setDialog('close')} />
        </>
      )}
      <TalkMenu view={view} mayBlock={can.close || view.owner === 'closed'} onFind={onFind} />
      {dialog === 'transfer' && <TransferDialog view={view} onClose={() => setDialog(null)} />}
      {dialog === 'close' && <CloseDialog id={view.id} onDone={() => setDialog(null)} />}
    </div>
  );
}
