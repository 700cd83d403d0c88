// Making or changing an account.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ChoiceRow, Select, TextInput } from '../../shared/components/Field';
import { talksToVisitors } from '../abilities';
import { useDesk } from '../desk';
import { useFetched } from '../fetched';
import type { Waiting } from '../form';
import type { RoleLine, RolesAnswer } from '../people/types';
import { PASSWORD_LEAST } from '../screens/SetPassword';
import { useT } from '../texts';
import { toast } from '../toasts';
import type { Account, Right, Role } from '../types';
import { FormDialog } from './FormDialog';
import { RightsField } from './RightsField';
import { Switch } from './Switch';
import { Waits } from './Waits';

const roles: readonly Role[] = ['agent', 'editor', 'supervisor', 'admin'];

interface Form {
  name: string;
  display_name: string;
  role: Role;
  capacity: number;
  password: string;
  blocked: boolean;
  languages: string;
  skills: string;
  regions: string;
  own_role: string;
  addresses: string;
}

/** What routing goes by, words separated by spaces. */
const abilities = ['languages', 'skills', 'regions'] as const;

function formOf(account: Account | null): Form {
  return {
    name: account?.name ?? '',
    display_name: account?.display_name ?? '',
    role: account?.role ?? 'agent',
    capacity: account?.capacity ?? 5,
    password: '',
    blocked: account?.blocked ?? false,
    languages: account?.languages ?? '',
    skills: account?.skills ?? '',
    regions: account?.regions ?? '',
    own_role: account?.own_role?.id ?? '',
    addresses: account?.addresses ?? '',
  };
}

/** Only what was changed. */
function changes(account: Account, form: Form): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  for (const name of ['display_name', 'role', 'capacity', 'blocked', 'addresses', ...abilities] as const) {
    if (form[name] !== account[name]) changed[name] = form[name];
  }
  if (form.own_role !== (account.own_role?.id ?? '')) changed['own_role'] = form.own_role;
  if (form.password) changed['password'] = form.password;
  return changed;
}

function created({ name, display_name, role, capacity, password, own_role }: Form): Record<string, unknown> {
  return { name, role, capacity, ...(password ? { password } : {}), ...(own_role ? { own_role } : {}), ...(display_name ? { display_name } : {}) };
}

export interface AccountDialogProps {
  /** null makes a new one. */
  account: Account | null;
  isMe: boolean;
  onClose: () => void;
  /** With the id of a new account that has no password yet; else null. */
  onSaved: (made: string | null) => void;
}

interface FieldsProps {
  form: Form;
  account: Account | null;
  isMe: boolean;
  ownRoles: readonly RoleLine[];
  onChange: (part: Partial<Form>) => void;
}

function Fields({ form, account, isMe, ownRoles, onChange }: FieldsProps): VNode {
  const t = useT();
  const isShort = form.password !== '' && [...form.password].length < PASSWORD_LEAST;
  return (
    <>
      {!account && (
        <TextInput
          label={t('staff.name')}
          hint={t('staff.nameHint')}
          value={form.name}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          autofocus
          onInput={(event) => onChange({ name: event.currentTarget.value.toLowerCase().trim() })}
        />
      )}
      <TextInput
        label={t('staff.displayName')}
        value={form.display_name}
        autocomplete="off"
        onInput={(event) => onChange({ display_name: event.currentTarget.value })}
      />
      <ChoiceRow
        label={t('staff.role')}
        value={form.role}
        options={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
        onChange={(role) => onChange({ role })}
      />
      <p class="field-hint">{t(`role.${form.role}.hint`)}</p>
      {ownRoles.length > 0 && (
        <Select label={t('staff.ownRole')} hint={t('staff.ownRoleHint')} value={form.own_role} onChange={(event) => onChange({ own_role: event.currentTarget.value })}>
          <option value="">{t('staff.noOwnRole')}</option>
          {ownRoles.map((role) => (
            <option key={role.id} value={role.id}>
              {role.name}
            </option>
          ))}
        </Select>
      )}
      {talksToVisitors(form.role) && (
        <TextInput
          label={t('staff.capacity')}
          type="number"
          min={1}
          max={100}
          value={String(form.capacity)}
          onInput={(event) => onChange({ capacity: Number(event.currentTarget.value) })}
        />
      )}
      {account &&
        talksToVisitors(form.role) &&
        abilities.map((ability) => (
          <TextInput
            key={ability}
            label={t(`staff.${ability}`)}
            hint={t(`staff.${ability}Hint`)}
            value={form[ability]}
            autocomplete="off"
            maxLength={200}
            onInput={(event) => onChange({ [ability]: event.currentTarget.value })}
          />
        ))}
      <TextInput
        label={t(account ? 'staff.newPassword' : 'staff.password')}
        hint={t(account ? 'staff.newPasswordHint' : 'staff.passwordOrLink')}
        error={isShort ? t('password.tooShort') : null}
        type="password"
        autocomplete="new-password"
        value={form.password}
        onInput={(event) => onChange({ password: event.currentTarget.value })}
      />
      {account && (
        <TextInput
          label={t('signInRules.addresses')}
          hint={t('staff.addressesHint')}
          value={form.addresses}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => onChange({ addresses: event.currentTarget.value })}
        />
      )}
      {account && !isMe && (
        <Switch label={t('staff.blocked')} hint={t('staff.blockAskLead')} isOn={form.blocked} onChange={(blocked) => onChange({ blocked })} />
      )}
    </>
  );
}

/** The rights of an editor or of somebody with a role of one's own; null while they aren't known, and for everybody else. */
function useRights(account: Account | null, isBound: boolean) {
  const { api } = useDesk();
  const id = isBound ? account?.id : undefined;
  const [stored, setStored] = useState<Right[] | null>(null);
  const [rights, setRights] = useState<Right[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let isWanted = true;
    if (id && !stored) {
      setError(null);
      api.get<{ rights: Right[] }>(`/v1/staff/${id}/rights`).then(
        (answer) => {
          if (!isWanted) return;
          setStored(answer.rights);
          setRights(answer.rights);
        },
        (problem: unknown) => isWanted && setError(problem),
      );
    }
    return () => {
      isWanted = false;
    };
  }, [api, id, stored, tries]);
  const save = async () => {
    if (id && rights && JSON.stringify(rights) !== JSON.stringify(stored)) await api.put(`/v1/staff/${id}/rights`, { rights });
  };
  const waiting: Waiting | undefined = id && !rights ? { error, again: () => setTries(tries + 1) } : undefined;
  return { rights: id ? rights : null, waiting, setRights, save };
}

export function AccountDialog({ account, isMe, onClose, onSaved }: AccountDialogProps): VNode {
  const t = useT();
  const { api } = useDesk();
  const [form, setForm] = useState(() => formOf(account));
  const { rights, waiting, setRights, save: saveRights } = useRights(account, form.role === 'editor' || form.own_role !== '');
  const roles = useFetched<RolesAnswer>('/v1/roles', 'staff');
  const ownRoles = (roles.data?.roles ?? []).filter((role) => role.is_own);
  const hasPassword = !form.password || [...form.password].length >= PASSWORD_LEAST;
  const isReady = !waiting && form.capacity >= 1 && hasPassword && (account ? form.display_name.trim() !== '' : form.name !== '');

  const save = async () => {
    const words = { ...form, display_name: form.display_name.trim() };
    let made: string | null = null;
    if (account) {
      await api.put(`/v1/staff/${account.id}`, changes(account, words));
      await saveRights();
    } else {
      const { id } = await api.post<Account>('/v1/staff', created(words));
      made = words.password ? null : id;
    }
    toast('good', account ? t('staff.saved') : t(made ? 'staff.addedWithout' : 'staff.added', { name: words.display_name || words.name }));
    onSaved(made);
  };

  return (
    <FormDialog
      title={account ? t('staff.edit', { name: account.display_name }) : t('staff.add')}
      submit={t('app.save')}
      isReady={isReady}
      waiting={roles.data ? undefined : roles}
      onSubmit={save}
      onClose={onClose}
    >
      <Fields form={form} account={account} isMe={isMe} ownRoles={ownRoles} onChange={(part) => setForm((have) => ({ ...have, ...part }))} />
      {waiting && <Waits {...waiting} />}
      {rights && <RightsField rights={rights} onChange={setRights} />}
    </FormDialog>
  );
}
