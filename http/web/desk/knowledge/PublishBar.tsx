// A line above the entries that says how many changes visitors don't see yet.

import type { VNode } from 'preact';
import { Button } from '../../shared/components/Button';
import { publish } from '../../shared/components/icons';
import { useFetched } from '../fetched';
import { go, to } from '../router';
import { useT } from '../texts';
import type { PublicationsAnswer } from '../types';

/** Shown beside an entry; the overview says it itself. */
export function PublishBar({ isHere }: { isHere: boolean }): VNode | null {
  const t = useT();
  const { data } = useFetched<PublicationsAnswer>(isHere ? null : '/v1/publications', 'knowledge');
  if (isHere || !data || data.pending_changes === 0) return null;
  return (
    <div class="publish-bar">
      <span>{t('publish.pending', { count: data.pending_changes })}</span>
      <Button size="s" icon={publish} onClick={() => go(to('knowledge', 'publish'))}>
        {t('knowledge.publish')}
      </Button>
    </div>
  );
}
