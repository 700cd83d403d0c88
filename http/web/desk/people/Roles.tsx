// Roles as a matrix: a row each permission, a column each role; one's own can be made and changed.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { TextInput } from '../../shared/components/Field';
import { Icon } from '../../shared/components/Icon';
import { check, edit, plus } from '../../shared/components/icons';
import { useDesk } from '../desk';
import { useFetched } from '../fetched';
import { ErrorNotice } from '../parts/ErrorNotice';
import { FormDialog } from '../parts/FormDialog';
import { Loading } from '../parts/Loading';
import { Page } from '../parts/Page';
import { useT, word, type T } from '../texts';
import { toast } from '../toasts';
import type { Permission } from '../types';
import type { RoleLine, RolesAnswer } from './types';
import './people.css';

const roleTitle = (t: T, role: RoleLine): string => (role.is_own ? role.name : word(t, 'role', role.id));

function Cell({ has, label, role }: { has: boolean; label: string; role: string }): VNode {
  return (
    <td data-label={role}>
      {has ? (
        <>
          <Icon of={check} size={18} />
          <span class="unseen">{label}</span>
        </>
      ) : (
        <span class="matrix-no" aria-hidden="true">
          –
        </span>
      )}
    </td>
  );
}

interface RoleDialogProps {
  role: RoleLine | null;
  permissions: readonly Permission[];
  onClose: () => void;
  onSaved: () => void;
}

function RoleDialog({ role, permissions, onClose, onSaved }: RoleDialogProps): VNode {
  const t = useT();
  const { api } = useDesk();
  const [name, setName] = useState(role?.name ?? '');
  const [may, setMay] = useState<readonly Permission[]>(role?.may ?? []);
  const act = async (call: () => Promise<unknown>, told: string) => {
    await call();
    toast('good', told);
    onSaved();
  };
  const save = () => {
    const body = { name: name.trim(), may };
    return act(() => (role ? api.put(`/v1/roles/${role.id}`, body) : api.post('/v1/roles', body)), t('staff.saved'));
  };
  const deletion = role && {
    label: t('roles.delete'),
    disabled: role.holders > 0,
    act: () => act(() => api.delete(`/v1/roles/${role.id}`), t('roles.deleted')),
  };
  return (
    <FormDialog
      title={role ? t('roles.edit', { name: role.name }) : t('roles.add')}
      submit={t('app.save')}
      isReady={name.trim() !== '' && may.length > 0}
      {...(deletion ? { other: deletion } : {})}
      onSubmit={save}
      onClose={onClose}
    >
      <TextInput label={t('roles.name')} value={name} maxLength={60} autofocus onInput={(event) => setName(event.currentTarget.value)} />
      <fieldset class="options">
        <legend>{t('roles.may')}</legend>
        {permissions.map((one) => (
          <label key={one} class="option">
            <input type="checkbox" checked={may.includes(one)} onChange={() => setMay(may.includes(one) ? may.filter((other) => other !== one) : [...may, one])} />
            <span class="option-name">{word(t, 'permission', one)}</span>
          </label>
        ))}
      </fieldset>
      {role && role.holders > 0 && <p class="field-hint">{t('roles.holdersHint', { count: role.holders })}</p>}
    </FormDialog>
  );
}

function Matrix({ answer, onEdit }: { answer: RolesAnswer; onEdit: (role: RoleLine) => void }): VNode {
  const t = useT();
  return (
    <div class="card table-card matrix-card">
      <table class="table matrix">
        <thead>
          <tr>
            <th>{t('roles.permission')}</th>
            {answer.roles.map((role) => (
              <th key={role.id} scope="col">
                <span class="matrix-role">{roleTitle(t, role)}</span>
                <small>{t('roles.holders', { count: role.holders })}</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {answer.permissions.map((permission) => (
            <tr key={permission}>
              <th scope="row">{word(t, 'permission', permission)}</th>
              {answer.roles.map((role) => (
                <Cell key={role.id} has={role.may.includes(permission)} label={t('roles.yes')} role={roleTitle(t, role)} />
              ))}
            </tr>
          ))}
          {answer.roles.some((role) => role.is_own) && (
            <tr>
              <th scope="row">{t('roles.change')}</th>
              {answer.roles.map((role) => (
                <td key={role.id} data-label={roleTitle(t, role)}>
                  {role.is_own ? (
                    <Button size="s" look="quiet" icon={edit} aria-label={t('roles.edit', { name: role.name })} onClick={() => onEdit(role)}>
                      {t('staff.editShort')}
                    </Button>
                  ) : (
                    <small>{t('roles.builtIn')}</small>
                  )}
                </td>
              ))}
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

export function Roles(): VNode {
  const t = useT();
  const { data, error, isLoading, again } = useFetched<RolesAnswer>('/v1/roles', 'staff');
  const [editing, setEditing] = useState<RoleLine | 'new' | null>(null);
  return (
    <Page
      title={t('roles.title')}
      lead={t('roles.lead')}
      actions={
        <Button look="primary" icon={plus} onClick={() => setEditing('new')}>
          {t('roles.add')}
        </Button>
      }
    >
      {error !== null && <ErrorNotice error={error} onRetry={again} />}
      {isLoading && !data && <Loading />}
      {data && <Matrix answer={data} onEdit={setEditing} />}
      {data && editing && (
        <RoleDialog
          role={editing === 'new' ? null : editing}
          permissions={data.permissions}
          onClose={() => setEditing(null)}
          onSaved={() => {
            setEditing(null);
            again();
          }}
        />
      )}
    </Page>
  );
}
