// What stands on top of the page or of a conversation until it is answered: invitations, and that
// one is watching.

import type { VNode } from 'preact';
import { Banner } from '../../shared/components/Banner';
import { Button } from '../../shared/components/Button';
import { people as peopleIcon } from '../../shared/components/icons';
import { useStore } from '../../shared/store';
import { useDesk } from '../desk';
import { go, to } from '../router';
import { useT, visitorName } from '../texts';
import { act } from './acts';
import { eye } from './icons';
import type { Invitation, People } from './types';
import '../styles/together.css';

function InvitationBanner({ invitation }: { invitation: Invitation }): VNode {
  const t = useT();
  const desk = useDesk();
  const { conversation: id, by, note } = invitation;
  const accept = () => void act(desk, t, id, 'join').then((done) => done && go(to('inbox', 'mine', id)));
  return (
    <Banner
      tone="info"
      icon={peopleIcon}
      action={
        <span class="banner-actions">
          <Button size="s" look="primary" onClick={accept}>
            {t('together.accept')}
          </Button>
          <Button size="s" look="quiet" onClick={() => void act(desk, t, id, 'leave')}>
            {t('together.decline')}
          </Button>
        </span>
      }
    >
      <a href={to('inbox', 'mine', id)}>{t('together.invitation', { by: by ?? t('event.someone'), visitor: visitorName(t, id) })}</a>
      {note && <q class="invitation-note">{note}</q>}
    </Banner>
  );
}

/** More than this at once would push the work off the page. */
const SHOWN_MOST = 3;

export function Invitations(): VNode | null {
  const invitations = useStore(useDesk().together.answer, (answer) => answer?.invitations);
  if (!invitations || invitations.length === 0) return null;
  return (
    <>
      {invitations.slice(0, SHOWN_MOST).map((one) => (
        <InvitationBanner key={one.conversation} invitation={one} />
      ))}
    </>
  );
}

export function WatchingBanner({ id, people }: { id: string; people: People | null }): VNode | null {
  const t = useT();
  const desk = useDesk();
  if (people?.part !== 'watching') return null;
  return (
    <Banner
      icon={eye}
      action={
        <Button size="s" look="quiet" onClick={() => void act(desk, t, id, 'leave')}>
          {t('together.stopWatching')}
        </Button>
      }
    >
      {t('together.watching')}
    </Banner>
  );
}
