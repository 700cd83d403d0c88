// Beside the list when no entry is open: what is live, publishing, and trying a question.

import type { VNode } from 'preact';
import { IconButton } from '../../shared/components/Button';
import { arrowLeft } from '../../shared/components/icons';
import { go, to } from '../router';
import { useT } from '../texts';
import { PublishCard } from './PublishCard';
import { TryBox } from './TryBox';

export function Overview(): VNode {
  const t = useT();
  return (
    <div class="editor">
      <header class="pane-head">
        <IconButton class="narrow-only" icon={arrowLeft} label={t('app.back')} onClick={() => go(to('knowledge'))} />
        <div class="pane-title">
          <h1>{t('knowledge.overview')}</h1>
        </div>
      </header>
      <div class="editor-body">
        <PublishCard />
        <TryBox />
      </div>
    </div>
  );
}
