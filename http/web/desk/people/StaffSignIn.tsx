// How a colleague signs in, for those who keep the accounts: a one-time link, sessions, a lost phone.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { Dialog } from '../../shared/components/Dialog';
import { TextInput } from '../../shared/components/Field';
import { ErrorNotice, errorText } from '../parts/ErrorNotice';
import { api } from '../session';
import { useT } from '../texts';
import { toast } from '../toasts';
import type { Account } from '../types';
import { EmailOf } from './EmailOf';
import { Sessions } from './Sessions';
import './people.css';

interface Link {
  path: string;
  expires_at: number;
}

function OneTimeLink({ account }: { account: Account }): VNode {
  const t = useT();
  const [link, setLink] = useState<Link | null>(null);
  const [error, setError] = useState<unknown>(null);
  const address = link && new URL(link.path, location.href).href;
  const copy = (text: string, isAsked: boolean) =>
    navigator.clipboard.writeText(text).then(
      () => toast('good', t('link.copied')),
      () => isAsked && toast('bad', t('link.notCopied')),
    );
  const [isBusy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    setError(null);
    try {
      const made = await api.post<Link>(`/v1/staff/${account.id}/link`, {});
      setLink(made);
      void copy(new URL(made.path, location.href).href, false);
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  return (
    <section class="sign-in-part">
      <h3>{t('link.title')}</h3>
      <p class="field-hint">{t('link.lead')}</p>
      {link && address ? (
        <>
          <TextInput
            label={t('link.address')}
            hint={t('link.until', { when: `${t.date(link.expires_at)} ${t.time(link.expires_at)}` })}
            value={address}
            readOnly
            onFocus={(event) => event.currentTarget.select()}
          />
          <Button size="s" onClick={() => void copy(address, true)}>
            {t('link.copy')}
          </Button>
        </>
      ) : (
        <Button size="s" busy={isBusy} disabled={account.blocked} onClick={() => void make()}>
          {t('link.make')}
        </Button>
      )}
      {error !== null && <ErrorNotice error={error} />}
    </section>
  );
}

function LostFactor({ account, onChanged }: { account: Account; onChanged: () => void }): VNode {
  const t = useT();
  const [isBusy, setBusy] = useState(false);
  const take = async () => {
    setBusy(true);
    try {
      await api.delete(`/v1/staff/${account.id}/second-factor`);
      toast('good', t('factor.taken'));
      onChanged();
    } catch (problem) {
      toast('bad', errorText(t, problem));
    }
    setBusy(false);
  };
  return (
    <section class="sign-in-part">
      <h3>{t('factor.title')}</h3>
      <p class="field-hint">{t(account.has_factor ? 'factor.lostLead' : 'factor.isOff')}</p>
      {account.has_factor && (
        <Button size="s" look="danger" busy={isBusy} onClick={() => void take()}>
          {t('factor.take')}
        </Button>
      )}
    </section>
  );
}

export interface StaffSignInProps {
  account: Account;
  onChanged: () => void;
  onClose: () => void;
}

export function StaffSignIn({ account, onChanged, onClose }: StaffSignInProps): VNode {
  const t = useT();
  return (
    <Dialog title={t('staff.signInOf', { name: account.display_name })} closeLabel={t('app.close')} onClose={onClose}>
      <OneTimeLink account={account} />
      <section class="sign-in-part">
        <EmailOf id={account.id} />
      </section>
      <LostFactor account={account} onChanged={onChanged} />
      <section class="sign-in-part">
        <h3>{t('sessions.title')}</h3>
        <Sessions path={`/v1/staff/${account.id}/sessions`} isMine={false} />
      </section>
    </Dialog>
  );
}
