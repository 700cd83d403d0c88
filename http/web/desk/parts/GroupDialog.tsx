// Making or changing a group: name, how conversations are given out, who serves it.

import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import { Avatar } from '../../shared/components/Avatar';
import type { Api } from '../../shared/api';
import { ChoiceRow, TextInput } from '../../shared/components/Field';
import { useDesk } from '../desk';
import { useForm } from '../form';
import { LeadersField } from '../people/LeadersField';
import { useT } from '../texts';
import { toast } from '../toasts';
import { CallFields } from '../queue/CallFields';
import type { AgentLine, Group } from '../types';
import { FormDialog } from './FormDialog';
import { GroupRouting, type MemberRouting, type Routing } from './GroupRouting';

export interface GroupDialogProps {
  /** null makes a new one. */
  group: Group | null;
  onClose: () => void;
  onSaved: () => void;
}

interface MembersProps {
  agents: readonly AgentLine[];
  members: readonly string[];
  onChange: (members: string[]) => void;
}

function Members({ agents, members, onChange }: MembersProps): VNode {
  const t = useT();
  return (
    <fieldset class="options">
      <legend>{t('team.members')}</legend>
      {agents.map((agent) => {
        const isIn = members.includes(agent.id);
        return (
          <label key={agent.id} class="option">
            <input
              type="checkbox"
              checked={isIn}
              onChange={() => onChange(isIn ? members.filter((id) => id !== agent.id) : [...members, agent.id])}
            />
            <Avatar kind="agent" size="s" name={agent.display_name} presence={agent.presence} />
            <span class="option-name">{agent.display_name}</span>
            <small>{t(`role.${agent.role}`)}</small>
          </label>
        );
      })}
      {members.length === 0 && <p class="field-hint">{t('team.everyone')}</p>}
    </fieldset>
  );
}

/** Those who are members now, with what was said of them before. */
function routedMembers(routing: Routing, members: readonly string[], agents: readonly AgentLine[]): MemberRouting[] {
  return agents
    .filter((agent) => members.includes(agent.id))
    .map((agent) => routing.members.find((one) => one.staff === agent.id) ?? { staff: agent.id, display_name: agent.display_name, priority: 0, capacity: 0 });
}

interface GroupForm {
  name: string;
  assignment: Group['assignment'];
  members: string[];
  leaders: string[];
  routing: Routing;
  /** Who may be a member. */
  agents: readonly AgentLine[];
}

/** Of a new group. */
const usualRouting: Routing = {
  strategy: 'least-busy',
  prefers_last: true,
  members: [],
  accept_seconds: 120,
  again_seconds: 20,
  supervisors_seconds: 60,
  admins_seconds: 180,
  push_seconds: 15,
  mail_seconds: 120,
  webhook_seconds: 240,
};

/** All that is stored, so that nothing of it is saved over unseen. */
async function readForm(api: Api, group: Group | null): Promise<GroupForm> {
  const { agents } = await api.get<{ agents: AgentLine[] }>('/v1/agents');
  if (!group) return { name: '', assignment: 'automatic', members: [], leaders: [], routing: usualRouting, agents };
  const { name, assignment, members } = group;
  const path = `/v1/groups/${group.id}`;
  const [routing, { leaders }] = await Promise.all([api.get<Routing>(`${path}/routing`), api.get<{ leaders: string[] }>(`${path}/leaders`)]);
  return { name, assignment, members, leaders, routing, agents };
}

const sameOnes = (one: readonly string[], other: readonly string[]): boolean => [...one].sort().join() === [...other].sort().join();

interface FieldsProps {
  form: GroupForm;
  onChange: (part: Partial<GroupForm>) => void;
}

function Fields({ form, onChange }: FieldsProps): VNode {
  const t = useT();
  const { name, assignment, members, leaders, agents } = form;
  const routing = { ...form.routing, members: routedMembers(form.routing, members, agents) };
  return (
    <>
      <TextInput label={t('team.groupName')} value={name} maxLength={60} onInput={(event) => onChange({ name: event.currentTarget.value })} autofocus />
      <ChoiceRow
        label={t('team.assignment')}
        value={assignment}
        options={[
          { value: 'automatic', label: t('team.automatic') },
          { value: 'manual', label: t('team.manual') },
        ]}
        onChange={(chosen) => onChange({ assignment: chosen })}
      />
      <p class="field-hint">{t(`team.${assignment}Hint`)}</p>
      <Members agents={agents} members={members} onChange={(chosen) => onChange({ members: chosen })} />
      <LeadersField agents={agents} leaders={leaders} onChange={(chosen) => onChange({ leaders: chosen })} />
      {assignment === 'automatic' && <GroupRouting routing={routing} onChange={(next) => onChange({ routing: next })} />}
      <CallFields pace={routing} onChange={(pace) => onChange({ routing: { ...routing, ...pace } })} />
    </>
  );
}

export function GroupDialog({ group, onClose, onSaved }: GroupDialogProps): VNode {
  const t = useT();
  const { api } = useDesk();
  const { form, start, change, waiting } = useForm(() => readForm(api, group));
  /* Made once, also when what follows is refused and saved again. */
  const id = useRef(group?.id);

  const save = async () => {
    if (!form || !start) return;
    const { assignment, members, leaders, agents } = form;
    const name = form.name.trim();
    const isMade = id.current !== undefined;
    id.current ??= (await api.post<Group>('/v1/groups', { name, assignment })).id;
    const path = `/v1/groups/${id.current}`;
    if (isMade || members.length > 0) await api.put(path, { name, assignment, members });
    if (!sameOnes(leaders, start.leaders)) await api.put(`${path}/leaders`, { leaders });
    await api.put(`${path}/routing`, { ...form.routing, members: undefined });
    for (const { staff, priority, capacity } of routedMembers(form.routing, members, agents)) await api.put(`${path}/members/${staff}`, { priority, capacity });
    toast('good', t('team.saved'));
    onSaved();
  };

  return (
    <FormDialog
      title={t(group ? 'team.editGroup' : 'team.newGroup')}
      submit={t('app.save')}
      isReady={form !== null && form.name.trim() !== ''}
      waiting={waiting}
      onSubmit={save}
      onClose={onClose}
    >
      {form && <Fields form={form} onChange={change} />}
    </FormDialog>
  );
}
