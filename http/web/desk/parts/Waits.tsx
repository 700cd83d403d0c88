// In the place of a form that has nothing to begin with yet.

import type { VNode } from 'preact';
import type { Waiting } from '../form';
import { ErrorNotice } from './ErrorNotice';
import { Loading } from './Loading';

export function Waits({ error, again }: Waiting): VNode {
  return error === null ? <Loading /> : <ErrorNotice error={error} onRetry={again} />;
}
