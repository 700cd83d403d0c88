// How one signs in oneself: the second factor, and where one is signed in.

import type { VNode } from 'preact';
import { Dialog } from '../../shared/components/Dialog';
import { useT } from '../texts';
import { SecondFactor } from './SecondFactor';
import { Sessions } from './Sessions';

export function MySignIn({ onClose }: { onClose: () => void }): VNode {
  const t = useT();
  return (
    <Dialog title={t('mySignIn.title')} closeLabel={t('app.close')} onClose={onClose}>
      <section class="sign-in-part">
        <h3>{t('factor.title')}</h3>
        <SecondFactor />
      </section>
      <section class="sign-in-part">
        <h3>{t('sessions.title')}</h3>
        <Sessions path="/v1/me/sessions" isMine />
      </section>
    </Dialog>
  );
}
