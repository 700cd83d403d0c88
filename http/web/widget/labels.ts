// The words of shared parts, in the widget's language.

import type { AttachmentLabels } from '../shared/components/Attachments';
import type { TrayLabels } from '../shared/components/FileTray';
import { sizeText, type Translator } from '../shared/i18n';
import type { Key } from './texts';

export const trayLabels = (t: Translator<Key>): TrayLabels => ({
  list: t('files.list'),
  remove: (name) => t('files.remove', { name }),
  retry: (name) => t('files.retry', { name }),
  sending: (share) => t('files.sending', { share: t.percent(share) }),
  failed: t('files.failed'),
  ready: t('files.ready'),
});

export const attachmentLabels = (t: Translator<Key>): AttachmentLabels => ({
  picture: (name) => t('files.picture', { name }),
  download: t('files.download'),
  missing: t('files.missing'),
  size: (bytes) => sizeText(t, bytes),
});
