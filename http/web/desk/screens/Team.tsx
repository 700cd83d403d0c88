// Who is here, and the groups that conversations go to.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Avatar } from '../../shared/components/Avatar';
import { Badge } from '../../shared/components/Banner';
import { Button, IconButton } from '../../shared/components/Button';
import { Empty } from '../../shared/components/Empty';
import { edit, people, plus } from '../../shared/components/icons';
import { useStore } from '../../shared/store';
import { may } from '../abilities';
import { useDesk } from '../desk';
import { useFetched } from '../fetched';
import { ErrorNotice, errorText } from '../parts/ErrorNotice';
import { GroupDialog } from '../parts/GroupDialog';
import { Loading } from '../parts/Loading';
import { Page } from '../parts/Page';
import { Switch } from '../parts/Switch';
import { GroupHours } from '../site/GroupHours';
import { useT } from '../texts';
import { toast } from '../toasts';
import type { AgentLine, Group } from '../types';

function Person({ agent }: { agent: AgentLine }): VNode {
  const t = useT();
  const share = agent.capacity > 0 ? Math.min(1, agent.load / agent.capacity) : 1;
  return (
    <li class="person">
      <Avatar kind="agent" name={agent.display_name} presence={agent.presence} />
      <span class="person-words">
        <strong>{agent.display_name}</strong>
        <small>
          {t(`role.${agent.role}`)} · {agent.away_reason ? t(`me.away_reason.${agent.away_reason}`) : t(`presence.${agent.presence}`)}
        </small>
      </span>
      <span class="load" title={t('me.load', { load: agent.load, capacity: agent.capacity })}>
        <span class="load-bar" aria-hidden="true">
          <span style={{ width: `${Math.round(share * 100)}%` }} />
        </span>
        {t('team.load', { load: agent.load, capacity: agent.capacity })}
      </span>
    </li>
  );
}

interface GroupCardProps {
  group: Group;
  agents: readonly AgentLine[];
  mayChange: boolean;
  onEdit: () => void;
  onOpen: (isOpen: boolean) => Promise<void>;
  onHours: () => void;
}

function GroupCard({ group, agents, mayChange, onEdit, onOpen, onHours }: GroupCardProps): VNode {
  const t = useT();
  const members = agents.filter((agent) => group.members.includes(agent.id));
  return (
    <li class="card group-card">
      <header class="group-head">
        <h3>{group.name}</h3>
        {group.is_default && <Badge>{t('team.default')}</Badge>}
        {group.waiting > 0 && <Badge tone="warn">{t('inbox.waitingCount', { count: group.waiting })}</Badge>}
        {mayChange && (
          <IconButton icon={edit} label={t('team.editGroup')} onClick={onEdit} />
        )}
      </header>
      <p class="group-facts">
        <strong>{t(`team.${group.assignment}`)}</strong> · {t(`team.${group.assignment}Hint`)}
      </p>
      <ul class="group-members" aria-label={t('team.members')}>
        {members.length === 0 && <li class="hint">{t('team.everyone')}</li>}
        {members.map((member) => (
          <li key={member.id}>
            <Avatar kind="agent" size="s" name={member.display_name} presence={member.presence} />
            {member.display_name}
          </li>
        ))}
      </ul>
      {mayChange ? (
        <Switch label={t('team.groupOpen')} isOn={group.is_open} onChange={onOpen} />
      ) : (
        <Badge tone={group.is_open ? 'good' : 'neutral'}>{t(group.is_open ? 'team.open' : 'team.closed')}</Badge>
      )}
      <GroupHours group={group} mayChange={mayChange} onSaved={onHours} />
    </li>
  );
}

export function Team(): VNode {
  const t = useT();
  const desk = useDesk();
  const mayChange = useStore(desk.me, (me) => may(me, 'groups'));
  const groups = useFetched<{ groups: Group[] }>('/v1/groups', 'staff');
  const agents = useFetched<{ agents: AgentLine[] }>('/v1/agents', 'staff');
  const [editing, setEditing] = useState<Group | 'new' | null>(null);
  const everybody = agents.data?.agents ?? [];

  const setOpen = async (group: Group, isOpen: boolean) => {
    try {
      await desk.api.put(`/v1/groups/${group.id}`, { is_open: isOpen });
    } catch (problem) {
      toast('bad', errorText(t, problem));
    }
    await groups.again();
  };

  return (
    <Page
      title={t('team.title')}
      lead={t('team.lead')}
      actions={
        mayChange && (
          <Button look="primary" icon={plus} onClick={() => setEditing('new')}>
            {t('team.newGroup')}
          </Button>
        )
      }
    >
      <section class="card">
        <h2>{t('team.people')}</h2>
        {agents.error !== null && <ErrorNotice error={agents.error} onRetry={agents.again} />}
        {agents.isLoading && !agents.data && <Loading />}
        {agents.data && everybody.length === 0 && <p class="hint">{t('team.nobody')}</p>}
        <ul class="people">
          {everybody.map((agent) => (
            <Person key={agent.id} agent={agent} />
          ))}
        </ul>
      </section>
      <h2 class="section-title">{t('team.groups')}</h2>
      {groups.error !== null && <ErrorNotice error={groups.error} onRetry={groups.again} />}
      {groups.data?.groups.length === 0 && <Empty icon={people} title={t('team.noGroups')} />}
      <ul class="cards two">
        {groups.data?.groups.map((group) => (
          <GroupCard
            key={group.id}
            group={group}
            agents={everybody}
            mayChange={mayChange}
            onEdit={() => setEditing(group)}
            onOpen={(isOpen) => setOpen(group, isOpen)}
            onHours={groups.again}
          />
        ))}
      </ul>
      {editing && (
        <GroupDialog
          group={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
          onSaved={() => {
            setEditing(null);
            groups.again();
          }}
        />
      )}
    </Page>
  );
}
