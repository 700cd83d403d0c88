// A message that is not in the conversation yet: on its way, waiting for the network, or refused.

import type { VNode } from 'preact';
import { Attachments } from '../../shared/components/Attachments';
import { Bubble } from '../../shared/components/Bubble';
import { Icon } from '../../shared/components/Icon';
import { alert, clock } from '../../shared/components/icons';
import type { Unsent } from '../../shared/outbox';
import { useDesk } from '../desk';
import { attachmentLabels, useFileSource } from '../parts/files';
import { useT } from '../texts';

function Trouble({ unsent }: { unsent: Unsent }): VNode {
  const t = useT();
  const { outbox } = useDesk();
  const isRefused = unsent.state === 'refused';
  return (
    <span class={`unsent ${unsent.state}`} role="status">
      <Icon of={alert} size={14} />
      {isRefused ? t('talk.refused', { reason: unsent.reason ?? '' }) : t('talk.unsent')}
      {!isRefused && (
        <button type="button" class="text-button" onClick={() => outbox.retry(unsent.conversation)}>
          {t('talk.resend')}
        </button>
      )}
      <button type="button" class="text-button" onClick={() => outbox.remove(unsent.key)}>
        {t('talk.discard')}
      </button>
    </span>
  );
}

export function UnsentView({ unsent }: { unsent: Unsent }): VNode {
  const t = useT();
  const source = useFileSource(unsent.conversation);
  const foot =
    unsent.state === 'sending' ? (
      <span class="sending">
        <Icon of={clock} size={13} />
        {t('talk.sending')}
      </span>
    ) : (
      <Trouble unsent={unsent} />
    );
  return (
    <Bubble side="end" tone={unsent.kind === 'messages' ? 'agent' : 'note'} avatar={false} faded foot={foot}>
      {unsent.text}
      {unsent.files && <Attachments files={unsent.files} source={source} labels={attachmentLabels(t)} />}
    </Bubble>
  );
}
