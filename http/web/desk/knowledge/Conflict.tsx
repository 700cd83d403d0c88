// Somebody else saved the entry first: who, when, what differs, and the two ways to go on.

import type { VNode } from 'preact';
import { Button } from '../../shared/components/Button';
import { Icon } from '../../shared/components/Icon';
import { alert } from '../../shared/components/icons';
import { useT, type Key } from '../texts';
import type { Entry, EntryContent } from '../types';
import { contentOf, differences, shown } from './content';

export interface ConflictProps {
  mine: EntryContent;
  myVersion: number;
  theirs: Entry;
  onKeep: () => void;
  onTakeTheirs: () => void;
}

export function Conflict({ mine, myVersion, theirs, onKeep, onTakeTheirs }: ConflictProps): VNode {
  const t = useT();
  const their = contentOf(theirs);
  const differing = differences(mine, their);
  return (
    <section class="conflict" role="alert">
      <h2>
        <Icon of={alert} size={18} />
        {t('conflict.title')}
      </h2>
      <p>
        {t('conflict.lead', {
          name: theirs.changed_by ?? t('conflict.someone'),
          version: theirs.version,
          when: t.ago(theirs.changed_at),
          yours: myVersion,
        })}
      </p>
      {differing.length > 0 && (
        <table class="compare">
          <caption class="unseen">{t('conflict.differs')}</caption>
          <thead>
            <tr>
              <th>{t('conflict.field')}</th>
              <th>{t('conflict.mineColumn')}</th>
              <th>{t('conflict.theirsColumn')}</th>
            </tr>
          </thead>
          <tbody>
            {differing.map((field) => (
              <tr key={field}>
                <th scope="row">{t(`entry.${field}` as Key)}</th>
                <td data-label={t('conflict.mineColumn')}>{shown(mine, field)}</td>
                <td data-label={t('conflict.theirsColumn')}>{shown(their, field)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div class="conflict-actions">
        <Button look="primary" size="s" onClick={onKeep}>
          {t('conflict.keep')}
        </Button>
        <Button size="s" onClick={onTakeTheirs}>
          {t('conflict.theirs')}
        </Button>
        <small>{t('conflict.keepHint', { version: theirs.version })}</small>
      </div>
    </section>
  );
}
