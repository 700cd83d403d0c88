// Says what went wrong, in the server's words when it gave some, with a way to try again.

import type { VNode } from 'preact';
import { ApiError } from '../../shared/api';
import { Button } from '../../shared/components/Button';
import { Icon } from '../../shared/components/Icon';
import { alert, refresh } from '../../shared/components/icons';
import { useT, type T } from '../texts';

/** A sentence for the reader. */
export function errorText(t: T, error: unknown): string {
  if (!(error instanceof ApiError)) return t('app.unreachable');
  const { title, detail } = error.problem;
  return detail && !title.includes(detail) ? `${title} ${detail}` : title;
}

export interface ErrorNoticeProps {
  error?: unknown;
  text?: string;
  onRetry?: (() => void) | undefined;
}

export function ErrorNotice({ error, text, onRetry }: ErrorNoticeProps): VNode {
  const t = useT();
  return (
    <div class="error-notice" role="alert">
      <Icon of={alert} size={18} />
      <span>{text ?? errorText(t, error)}</span>
      {onRetry && (
        <Button size="s" icon={refresh} onClick={onRetry}>
          {t('app.retry')}
        </Button>
      )}
    </div>
  );
}
