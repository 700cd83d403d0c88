// Before the first word: a greeting and the questions that people ask most.

import type { VNode } from 'preact';
import { Icon } from '../../shared/components/Icon';
import { chevronRight } from '../../shared/components/icons';
import { Markdown } from '../../shared/markdown';
import type { Session, SessionState } from '../session';
import { useT } from '../texts';

export function Welcome({ session, state }: { session: Session; state: SessionState }): VNode {
  const t = useT();
  const hot = state.site?.hot ?? [];
  return (
    <main class="scroll welcome">
      <div class="welcome-words">
        <h2>{state.site?.title || t('welcome')}</h2>
        {state.site?.welcome ? <Markdown text={state.site.welcome} /> : <p>{t('welcome.lead')}</p>}
      </div>
      {hot.length > 0 && (
        <section class="hot" aria-labelledby="hot-title">
          <h3 id="hot-title">{t('hot')}</h3>
          <ul>
            {hot.map((question) => (
              <li key={question.entry}>
                <button type="button" onClick={() => session.send(question.text, question.entry)}>
                  <span>{question.text}</span>
                  <Icon of={chevronRight} size={18} />
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </main>
  );
}
