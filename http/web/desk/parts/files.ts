// Files of conversations in the desk: their words, and where they come from.

import { useMemo } from 'preact/hooks';
import type { AttachmentLabels, FileSource } from '../../shared/components/Attachments';
import type { TrayLabels } from '../../shared/components/FileTray';
import { FileTray, uploadFile } from '../../shared/files';
import { sizeText } from '../../shared/i18n';
import type { Desk } from '../desk';
import type { T } from '../texts';

/** The session's cookie opens them, so the address is enough. */
export const fileSource =
  (conversation: string): FileSource =>
  (file) =>
    Promise.resolve(`/v1/conversations/${encodeURIComponent(conversation)}/files/${encodeURIComponent(file.id)}`);

export const attachmentLabels = (t: T): AttachmentLabels => ({
  picture: (name) => t('files.picture', { name }),
  download: t('files.download'),
  missing: t('files.missing'),
  size: (bytes) => sizeText(t, bytes),
});

export const trayLabels = (t: T): TrayLabels => ({
  list: t('files.list'),
  remove: (name) => t('files.remove', { name }),
  retry: (name) => t('files.retry', { name }),
  sending: (share) => t('files.sending', { share: t.percent(share) }),
  failed: t('files.failed'),
  ready: t('files.ready'),
});

/** What is being attached to each conversation's reply lives as long as the page does. */
const trays = new Map<string, FileTray>();

export function trayOf({ api, me }: Desk, conversation: string): FileTray {
  const name = `${me.get().id}:${conversation}`;
  const have = trays.get(name);
  if (have) return have;
  const tray = new FileTray({
    /* Sites differ, and the server says what it refuses in the reader's language. */
    limits: () => null,
    send: (file, onProgress, signal) => uploadFile(file, { api, conversation, onProgress, signal }),
    tooLarge: String,
    wrongKind: String,
  });
  trays.set(name, tray);
  return tray;
}

export const useFileSource = (conversation: string): FileSource => useMemo(() => fileSource(conversation), [conversation]);
