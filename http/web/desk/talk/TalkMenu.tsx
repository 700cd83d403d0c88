// What is done with a conversation now and then: finding a place in it, keeping it as a file,
// printing it, keeping its visitor out.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Menu, type MenuItem } from '../../shared/components/Menu';
import { download, file, flag, lock, mail, search } from '../../shared/components/icons';
import type { ConversationView } from '../../shared/types';
import { useT } from '../texts';
import { MakeTicket } from '../tickets/MakeTicket';
import { BlockDialog } from './BlockDialog';
import { TranscriptMail } from './TranscriptMail';

const formats = ['text', 'html', 'json'] as const;

function transcript(id: string, format: string): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
  return `/v1/conversations/${id}/transcript?format=${format}&zone=${encodeURIComponent(zone)}`;
}

function save(id: string, format: string): void {
  const link = document.createElement('a');
  link.href = transcript(id, format);
  link.download = '';
  link.click();
}

export interface TalkMenuProps {
  view: ConversationView;
  mayBlock: boolean;
  onFind: () => void;
}

export function TalkMenu({ view, mayBlock, onFind }: TalkMenuProps): VNode {
  const t = useT();
  const [isBlocking, setBlocking] = useState(false);
  const [isMailing, setMailing] = useState(false);
  const [isTicketing, setTicketing] = useState(false);
  const items: MenuItem[] = [
    { label: t('find.open'), icon: search, onSelect: onFind },
    { label: t('ticket.make'), icon: flag, onSelect: () => setTicketing(true) },
    ...formats.map((format) => ({ label: t(`transcript.${format}`), icon: download, onSelect: () => save(view.id, format) })),
    { label: t('transcript.print'), icon: file, onSelect: () => void window.open(`${transcript(view.id, 'html')}&show=1`, '_blank', 'noopener') },
    { label: t('transcript.mail'), icon: mail, onSelect: () => setMailing(true) },
    ...(mayBlock ? [{ label: t('block.open'), icon: lock, danger: true, onSelect: () => setBlocking(true) }] : []),
  ];
  return (
    <>
      <Menu label={t('talk.more')} items={items} />
      {isTicketing && <MakeTicket view={view} onDone={() => setTicketing(false)} />}
      {isMailing && <TranscriptMail id={view.id} onDone={() => setMailing(false)} />}
      {isBlocking && <BlockDialog id={view.id} onDone={() => setBlocking(false)} />}
    </>
  );
}
