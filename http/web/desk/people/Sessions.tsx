// Where somebody is signed in: oneself, or a colleague for those who keep the accounts.

import type { VNode } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { Badge } from '../../shared/components/Banner';
import { Button } from '../../shared/components/Button';
import { ErrorNotice, errorText } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { api } from '../session';
import { useT } from '../texts';
import { toast } from '../toasts';
import { deviceName } from './device';
import type { SessionLine } from './types';
import './people.css';

function Line({ line, onEnd }: { line: SessionLine; onEnd: () => void }): VNode {
  const t = useT();
  const name = deviceName(line.device) || t('sessions.unknown');
  return (
    <li class="session">
      <span class="session-words">
        <strong>
          {name} {line.is_this && <Badge tone="good">{t('sessions.this')}</Badge>}
        </strong>
        <small>
          {[line.address, t('sessions.seen', { when: t.ago(line.seen_at) }), t('sessions.since', { when: t.date(line.created_at) })].filter(Boolean).join(' · ')}
        </small>
      </span>
      {!line.is_this && (
        <Button size="s" look="quiet" aria-label={t('sessions.endThat', { name })} onClick={onEnd}>
          {t('sessions.end')}
        </Button>
      )}
    </li>
  );
}

/** `path` is "/v1/me/sessions", or a colleague's. */
export function Sessions({ path, isMine }: { path: string; isMine: boolean }): VNode {
  const t = useT();
  const [lines, setLines] = useState<SessionLine[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  const read = useCallback(() => api.get<{ sessions: SessionLine[] }>(path).then((answer) => setLines(answer.sessions), setError), [path]);
  useEffect(() => void read(), [read]);
  const end = async (which: string) => {
    try {
      await api.delete(which);
      toast('good', t('sessions.ended'));
    } catch (problem) {
      toast('bad', errorText(t, problem));
    }
    await read();
  };
  if (error !== null) return <ErrorNotice error={error} />;
  if (!lines) return <Loading />;
  const others = lines.filter((line) => !line.is_this);
  return (
    <div class="sessions">
      {lines.length === 0 && <p class="field-hint">{t('sessions.none')}</p>}
      <ul class="session-list">
        {lines.map((line) => (
          <Line key={line.id} line={line} onEnd={() => void end(`${path}/${line.id}`)} />
        ))}
      </ul>
      {others.length > 0 && (
        <Button size="s" onClick={() => void end(path)}>
          {t(isMine ? 'sessions.endOthers' : 'sessions.endAll')}
        </Button>
      )}
    </div>
  );
}
