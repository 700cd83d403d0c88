// The frame of the pages before the desk: sign-in and choosing a password.

import type { ComponentChildren, VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { useT } from '../texts';
import { Brand } from './Brand';
import { LanguageSelect } from './LanguageSelect';

export function Door({ title, lead, children }: { title: string; lead: string; children: ComponentChildren }): VNode {
  const t = useT();
  useEffect(() => {
    document.title = t('app.title');
  }, [t]);
  return (
    <div class="door">
      <main class="door-card">
        <header class="door-head">
          <Brand size={44} />
          <h1>{title}</h1>
          <p>{lead}</p>
        </header>
        {children}
      </main>
      <footer class="door-foot">
        <LanguageSelect />
      </footer>
    </div>
  );
}
