// On a group's card: whether it goes by its hours, when it opens again, and the way to change that.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Badge } from '../../shared/components/Banner';
import { Button } from '../../shared/components/Button';
import { clock } from '../../shared/components/icons';
import { useT } from '../texts';
import type { Group } from '../types';
import { HoursDialog } from './HoursDialog';

export function GroupHours({ group, mayChange, onSaved }: { group: Group; mayChange: boolean; onSaved: () => void }): VNode | null {
  const t = useT();
  const [isEditing, setEditing] = useState(false);
  if (!mayChange && !group.by_hours) return null;
  return (
    <div class="group-hours">
      {group.by_hours && <Badge tone={group.is_open ? 'good' : 'neutral'}>{t(group.is_open ? 'hours.openNow' : 'hours.closedNow')}</Badge>}
      {group.by_hours && !group.is_open && group.opens_at !== null && <span>{t('hours.opens', { time: t.moment(group.opens_at) })}</span>}
      {group.by_hours && group.hours && <small>{group.hours.zone.replace(/_/g, ' ')}</small>}
      {mayChange && (
        <Button size="s" look="quiet" icon={clock} onClick={() => setEditing(true)}>
          {t('hours.edit')}
        </Button>
      )}
      {isEditing && (
        <HoursDialog
          group={group}
          onClose={() => setEditing(false)}
          onSaved={() => {
            setEditing(false);
            onSaved();
          }}
        />
      )}
    </div>
  );
}
