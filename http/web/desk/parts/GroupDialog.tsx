// Making or changing a group: name, how conversations are given out, who serves it.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Avatar } from '../../shared/components/Avatar';
import { ChoiceRow, TextInput } from '../../shared/components/Field';
import { useDesk } from '../desk';
import { LeadersField, useLeaders } from '../people/LeadersField';
import { useT } from '../texts';
import { toast } from '../toasts';
import { CallFields } from '../queue/CallFields';
import type { AgentLine, Group } from '../types';
import { errorText } from './ErrorNotice';
import { FormDialog } from './FormDialog';
import { GroupRouting, type MemberRouting, type Routing } from './GroupRouting';

export interface GroupDialogProps {
  /** null makes a new one. */
  group: Group | null;
  agents: readonly AgentLine[];
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

export function GroupDialog({ group, agents, onClose, onSaved }: GroupDialogProps): VNode {
  const t = useT();
  const { api } = useDesk();
  const [name, setName] = useState(group?.name ?? '');
  const [assignment, setAssignment] = useState(group?.assignment ?? 'automatic');
  const [members, setMembers] = useState<string[]>(group?.members ?? []);
  const [routing, setRouting] = useState<Routing>({
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
  });
  // What is not known yet must not be saved over.
  const [isKnown, setKnown] = useState(!group);
  const { leaders, setLeaders, save: saveLeaders } = useLeaders(group?.id);
  const path = group && `/v1/groups/${group.id}`;
  useEffect(() => {
    if (!path) return;
    api.get<Routing>(`${path}/routing`).then(
      (stored) => {
        setRouting(stored);
        setKnown(true);
      },
      (problem: unknown) => toast('bad', errorText(t, problem)),
    );
  }, [api, path, t]);
  const routed = { ...routing, members: routedMembers(routing, members, agents) };

  const saveRouting = async (id: string) => {
    const { members: routedOnes, ...rest } = routed;
    await api.put(`/v1/groups/${id}/routing`, rest);
    for (const { staff, priority, capacity } of routedOnes) await api.put(`/v1/groups/${id}/members/${staff}`, { priority, capacity });
  };

  const save = async () => {
    const words = name.trim();
    const id = group?.id ?? (await api.post<Group>('/v1/groups', { name: words, assignment })).id;
    if (group || members.length > 0) await api.put(`/v1/groups/${id}`, { name: words, assignment, members });
    await saveLeaders(id);
    await saveRouting(id);
    toast('good', t('team.saved'));
    onSaved();
  };

  return (
    <FormDialog title={t(group ? 'team.editGroup' : 'team.newGroup')} submit={t('app.save')} isReady={isKnown && name.trim() !== ''} onSubmit={save} onClose={onClose}>
      <TextInput label={t('team.groupName')} value={name} maxLength={60} onInput={(event) => setName(event.currentTarget.value)} autofocus />
      <ChoiceRow
        label={t('team.assignment')}
        value={assignment}
        options={[
          { value: 'automatic', label: t('team.automatic') },
          { value: 'manual', label: t('team.manual') },
        ]}
        onChange={setAssignment}
      />
      <p class="field-hint">{t(`team.${assignment}Hint`)}</p>
      <Members agents={agents} members={members} onChange={setMembers} />
      <LeadersField agents={agents} leaders={leaders} onChange={setLeaders} />
      {assignment === 'automatic' && <GroupRouting routing={routed} onChange={setRouting} />}
      <CallFields pace={routed} onChange={(pace) => setRouting({ ...routing, ...pace })} />
    </FormDialog>
  );
}
