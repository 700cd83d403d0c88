// Choosing a file, by a button or by dropping it.

import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { Icon } from '../../shared/components/Icon';
import { upload } from '../../shared/components/icons';
import { useT } from '../texts';

const endings = '.xlsx,.csv,.tsv,.txt,.jsonl,.ndjson,.zip,.md,.markdown,.html,.htm,.json,.jsonld,.yml,.yaml';

export function Chooser({ onFile }: { onFile: (file: File) => void }): VNode {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  return (
    <div
      class={`drop ${isOver ? 'over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer?.files[0];
        if (file) onFile(file);
      }}
    >
      <Icon of={upload} size={28} />
      <Button look="primary" onClick={() => input.current?.click()}>
        {t('exchange.choose')}
      </Button>
      <span>{t('exchange.drop')}</span>
      <input
        ref={input}
        class="unseen"
        type="file"
        tabIndex={-1}
        aria-label={t('exchange.choose')}
        accept={endings}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file) onFile(file);
        }}
      />
    </div>
  );
}
