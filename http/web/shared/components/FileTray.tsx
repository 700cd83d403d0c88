// The files of a message that is being written: how far each is, why one failed, and the ways to try
// again or take it out; and the button that chooses them.

import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import type { FileTray as Tray, TrayItem } from '../files';
import { useStore } from '../store';
import { IconButton } from './Button';
import { Icon } from './Icon';
import { alert, close, file as fileIcon, paperclip, refresh } from './icons';
import './attachments.css';

export interface TrayLabels {
  remove: (name: string) => string;
  retry: (name: string) => string;
  /** Of a file that is being sent, with its share as "40 %". */
  sending: (share: number) => string;
  failed: string;
  ready: string;
  list: string;
}

function stateText(item: TrayItem, labels: TrayLabels): string {
  if (item.state === 'failed') return item.reason || labels.failed;
  return item.state === 'ready' ? labels.ready : labels.sending(item.progress);
}

export function FileTrayView({ tray, labels }: { tray: Tray; labels: TrayLabels }): VNode | null {
  const items = useStore(tray.items);
  if (items.length === 0) return null;
  return (
    <div class="tray" role="group" aria-label={labels.list}>
      {items.map((item) => (
        <div key={item.key} class={`tray-item ${item.state}`}>
          {item.preview ? <img src={item.preview} alt="" /> : <Icon of={item.state === 'failed' ? alert : fileIcon} size={20} />}
          <span class="tray-words">
            <span class="tray-name">{item.name}</span>
            <span class="tray-state" role={item.state === 'failed' ? 'alert' : undefined}>
              {stateText(item, labels)}
            </span>
          </span>
          {item.canRetry && item.state === 'failed' && <IconButton size="s" icon={refresh} label={labels.retry(item.name)} onClick={() => tray.retry(item.key)} />}
          <IconButton size="s" icon={close} label={labels.remove(item.name)} onClick={() => tray.remove(item.key)} />
          {item.state === 'sending' && <progress max={1} value={item.progress} aria-label={item.name} />}
        </div>
      ))}
    </div>
  );
}

export function AttachButton({ label, accept, onFiles, disabled = false }: { label: string; accept: string; onFiles: (files: File[]) => void; disabled?: boolean }): VNode {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton icon={paperclip} label={label} disabled={disabled} onClick={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={accept || undefined}
        tabIndex={-1}
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}
