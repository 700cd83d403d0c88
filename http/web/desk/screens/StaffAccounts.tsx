// Accounts, for administrators: who may sign in, and what they may do.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Avatar } from '../../shared/components/Avatar';
import { Badge } from '../../shared/components/Banner';
import { Button } from '../../shared/components/Button';
import { edit, lock, plus } from '../../shared/components/icons';
import { useStore } from '../../shared/store';
import { talksToVisitors } from '../abilities';
import { useDesk } from '../desk';
import { useFetched } from '../fetched';
import { AccountDialog } from '../parts/AccountDialog';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { Page } from '../parts/Page';
import { StaffSignIn } from '../people/StaffSignIn';
import { useT } from '../texts';
import type { Account } from '../types';

interface RowProps {
  account: Account;
  isMe: boolean;
  onEdit: () => void;
  onSignIn: () => void;
}

function Row({ account, isMe, onEdit, onSignIn }: RowProps): VNode {
  const t = useT();
  return (
    <tr class={account.blocked ? 'blocked' : ''}>
      <th scope="row">
        <span class="account">
          <Avatar kind="agent" name={account.display_name} presence={account.presence} />
          <span class="person-words">
            <strong>
              {account.display_name} {isMe && <small>({t('staff.you')})</small>}
            </strong>
            <small>{account.name}</small>
          </span>
        </span>
      </th>
      <td data-label={t('staff.role')}>{account.own_role?.name ?? t(`role.${account.role}`)}</td>
      <td data-label={t('staff.state')}>
        {account.blocked ? (
          <Badge tone="bad">{t('staff.blocked')}</Badge>
        ) : (
          <>
            {t(`presence.${account.presence}`)} {account.connected && <Badge tone="good">{t('staff.connected')}</Badge>}
          </>
        )}
      </td>
      <td data-label={t('staff.capacity')}>
        {talksToVisitors(account.role) ? t('team.load', { load: account.load, capacity: account.capacity }) : '–'}
      </td>
      <td data-label={t('staff.signedIn')}>{account.signed_in_at ? t.ago(account.signed_in_at) : t('staff.never')}</td>
      <td class="row-action">
        <Button size="s" look="quiet" icon={lock} aria-label={t('staff.signInOf', { name: account.display_name })} onClick={onSignIn}>
          {t('staff.signIn')}
        </Button>
        <Button size="s" look="quiet" icon={edit} aria-label={t('staff.edit', { name: account.display_name })} onClick={onEdit}>
          {t('staff.editShort')}
        </Button>
      </td>
    </tr>
  );
}

export function StaffAccounts(): VNode {
  const t = useT();
  const me = useStore(useDesk().me, (value) => value.id);
  const { data, error, isLoading, again } = useFetched<{ staff: Account[] }>('/v1/staff', 'staff');
  const [editing, setEditing] = useState<Account | 'new' | null>(null);
  const [signingIn, setSigningIn] = useState<string | null>(null);
  const signingInNow = data?.staff.find((account) => account.id === signingIn);
  return (
    <Page
      title={t('staff.title')}
      lead={t('staff.lead')}
      actions={
        <Button look="primary" icon={plus} onClick={() => setEditing('new')}>
          {t('staff.add')}
        </Button>
      }
    >
      {error !== null && <ErrorNotice error={error} onRetry={again} />}
      {isLoading && !data && <Loading />}
      {data && (
        <div class="card table-card">
          <table class="table">
            <thead>
              <tr>
                <th>{t('staff.displayName')}</th>
                <th>{t('staff.role')}</th>
                <th>{t('staff.state')}</th>
                <th>{t('staff.capacity')}</th>
                <th>{t('staff.signedIn')}</th>
                <th>
                  <span class="unseen">{t('staff.editShort')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.staff.map((account) => (
                <Row key={account.id} account={account} isMe={account.id === me} onEdit={() => setEditing(account)} onSignIn={() => setSigningIn(account.id)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {editing && (
        <AccountDialog
          account={editing === 'new' ? null : editing}
          isMe={editing !== 'new' && editing.id === me}
          onClose={() => setEditing(null)}
          onSaved={(made) => {
            setEditing(null);
            setSigningIn(made);
            again();
          }}
        />
      )}
      {signingInNow && <StaffSignIn account={signingInNow} onChanged={again} onClose={() => setSigningIn(null)} />}
    </Page>
  );
}
