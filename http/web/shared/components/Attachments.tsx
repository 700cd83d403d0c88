// The files of one message: pictures as thumbnails, everything else as cards to download.  The page says
// where the bytes come from, because a visitor's page must show its token and the desk needn't.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Attachment } from '../types';
import { Icon } from './Icon';
import { alert, download, file as fileIcon } from './icons';
import './attachments.css';

/** An address to show or download the file by; the same each time. */
export type FileSource = (file: Attachment) => Promise<string>;

export interface AttachmentsProps {
  files: readonly Attachment[];
  source: FileSource;
  labels: AttachmentLabels;
}

export interface AttachmentLabels {
  /** "Picture: me.png" */
  picture: (name: string) => string;
  /** What a press on a card does, for screen readers. */
  download: string;
  missing: string;
  size: (bytes: number) => string;
}

const isPicture = (file: Attachment) => file.type.startsWith('image/');

function useAddress(file: Attachment, source: FileSource, wanted: boolean): { address: string | null; failed: boolean } {
  const [address, setAddress] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let gone = false;
    if (!wanted) return;
    setFailed(false);
    source(file).then(
      (found) => gone || setAddress(found),
      () => gone || setFailed(true),
    );
    return () => {
      gone = true;
    };
  }, [file, source, wanted]);
  return { address, failed };
}

/** The place that a picture takes, before it is there. */
function box(file: Attachment): { width: number; height: number } {
  const width = file.width ?? 160;
  const height = file.height ?? 120;
  const scale = Math.min(1, 240 / width, 240 / height);
  return { width: Math.max(32, Math.round(width * scale)), height: Math.max(32, Math.round(height * scale)) };
}

function Picture({ file, source, labels }: { file: Attachment } & Omit<AttachmentsProps, 'files'>): VNode {
  const { address, failed } = useAddress(file, source, true);
  const size = box(file);
  if (failed) return <Card file={file} source={source} labels={labels} />;
  return (
    <a class="attachment-picture" href={address ?? undefined} target="_blank" rel="noopener" aria-label={labels.picture(file.name)}>
      {address ? <img src={address} alt="" width={size.width} height={size.height} /> : <svg class="attachment-wait" width={size.width} height={size.height} aria-hidden="true" />}
    </a>
  );
}

function Card({ file, source, labels }: { file: Attachment } & Omit<AttachmentsProps, 'files'>): VNode {
  const [failed, setFailed] = useState(false);
  const size = labels.size(file.size);
  const save = async () => {
    setFailed(false);
    try {
      const link = document.createElement('a');
      link.href = await source(file);
      link.download = file.name;
      link.click();
    } catch {
      setFailed(true);
    }
  };
  return (
    <button type="button" class="attachment-card" onClick={() => void save()}>
      <Icon of={failed ? alert : fileIcon} size={24} />
      <span class="attachment-words">
        <span class="unseen">{labels.download}: </span>
        <span class="attachment-name">{file.name}</span>
        <span class="attachment-size">{failed ? labels.missing : size}</span>
      </span>
      <Icon of={download} size={18} />
    </button>
  );
}

export function Attachments({ files, source, labels }: AttachmentsProps): VNode {
  return (
    <div class="attachments">
      {files.map((each) => (isPicture(each) ? <Picture key={each.id} file={each} source={source} labels={labels} /> : <Card key={each.id} file={each} source={source} labels={labels} />))}
    </div>
  );
}
