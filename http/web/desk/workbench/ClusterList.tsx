// The clusters of the workbench as a list: how often, since when, who has it.

import type { VNode } from 'preact';
import { Badge } from '../../shared/components/Banner';
import { Icon } from '../../shared/components/Icon';
import { check, clock, person } from '../../shared/components/icons';
import { to } from '../router';
import { languageName, useT } from '../texts';
import { Trend } from './Trend';
import type { Cluster } from './types';

/** The share of visitors who left without help, or null while nobody has left. */
export function lostShare(one: { ended: number; lost: number }): number | null {
  return one.ended === 0 ? null : one.lost / one.ended;
}

function Line({ one, href, isChosen }: { one: Cluster; href: string; isChosen: boolean }): VNode {
  const t = useT();
  const lost = lostShare(one);
  const isLate = one.due_at !== null && one.due_at < Date.now();
  return (
    <li>
      <a class={`cluster-line ${isChosen ? 'chosen' : ''}`} href={href} aria-current={isChosen ? 'true' : undefined} data-cluster={one.id}>
        <span class="cluster-head">
          <strong>{one.title}</strong>
          <span class="cluster-count" title={t('workbench.asked', { count: one.asked })}>
            {t.number(one.asked)}
            <span aria-hidden="true">×</span>
          </span>
        </span>
        <span class="cluster-facts">
          <span>{t('workbench.wordings', { count: one.questions })}</span>
          {one.language && <Badge>{languageName(t, one.language)}</Badge>}
          {lost !== null && lost > 0 && <Badge tone={lost >= 0.5 ? 'bad' : 'warn'}>{t('workbench.lost', { share: t.percent(lost) })}</Badge>}
          {one.answered > 0 && (
            <Badge tone="good">
              <Icon of={check} size={12} /> {t('workbench.answeredOf', { count: one.answered, all: one.questions })}
            </Badge>
          )}
          {one.assignee_name && (
            <span class="cluster-who">
              <Icon of={person} size={14} /> {one.assignee_name}
            </span>
          )}
          {one.due_at !== null && (
            <span class={isLate ? 'cluster-due late' : 'cluster-due'}>
              <Icon of={clock} size={14} /> {new Intl.DateTimeFormat(t.language, { dateStyle: 'medium' }).format(one.due_at)}
            </span>
          )}
        </span>
        <span class="cluster-foot">
          <span>{t('workbench.last', { when: t.ago(one.last_at) })}</span>
          <Trend days={one.trend} />
        </span>
      </a>
    </li>
  );
}

export interface ClusterListProps {
  clusters: readonly Cluster[];
  state: string;
  chosen: string | undefined;
}

export function ClusterList({ clusters, state, chosen }: ClusterListProps): VNode {
  const t = useT();
  return (
    <ul class="cluster-list" aria-label={t('workbench.clusters')}>
      {clusters.map((one) => (
        <Line key={one.id} one={one} href={to('unmatched', state, one.id)} isChosen={one.id === chosen} />
      ))}
    </ul>
  );
}
