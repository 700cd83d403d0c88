// An answer that is being written, as the server will show it to visitors.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Answer } from '../../shared/components/Answer';
import { useDesk } from '../desk';
import { useSettled } from '../fetched';
import { ErrorNotice } from '../parts/ErrorNotice';

/** What was rendered last stays until what is written now has been. */
export function Rendered({ answer }: { answer: string }): VNode {
  const { api } = useDesk();
  const settled = useSettled(answer, 120);
  const [html, setHtml] = useState('');
  const [error, setError] = useState<unknown>(null);

  useEffect(() => {
    let isWanted = true;
    const render = async () => {
      try {
        const made = await api.post<{ html: string }>('/v1/answer-preview', { answer: settled });
        if (!isWanted) return;
        setHtml(made.html);
        setError(null);
      } catch (problem) {
        if (isWanted) setError(problem);
      }
    };
    void render();
    return () => {
      isWanted = false;
    };
  }, [api, settled]);

  return error === null ? <Answer html={html} /> : <ErrorNotice error={error} />;
}
