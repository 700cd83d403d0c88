// How the chat looks on the site's pages, what visitors may send, and what is said when nobody writes.

import type { VNode } from 'preact';
import { Button } from '../../shared/components/Button';
import { ChoiceRow, TextInput } from '../../shared/components/Field';
import { upload } from '../../shared/components/icons';
import { useRef } from 'preact/hooks';
import { useUpload } from '../knowledge/useUpload';
import { ErrorNotice } from '../parts/ErrorNotice';
import { useT } from '../texts';
import type { PartProps } from './SiteEditor';
import type { FileKind } from './types';

const kinds: readonly FileKind[] = ['picture', 'document', 'text', 'archive'];
const MEGABYTE = 1024 * 1024;

interface NumberProps {
  label: string;
  hint?: string;
  value: number;
  most: number;
  least?: number;
  step?: number;
  onChange: (value: number) => void;
}

function NumberInput({ label, hint, value, most, least = 0, step = 1, onChange }: NumberProps): VNode {
  return (
    <TextInput
      label={label}
      hint={hint}
      type="number"
      min={least}
      max={most}
      step={step}
      value={value}
      onInput={(event) => {
        const number = event.currentTarget.valueAsNumber;
        if (!Number.isNaN(number)) onChange(Math.min(most, Math.max(least, number)));
      }}
    />
  );
}

function Look({ settings, change }: PartProps): VNode {
  const t = useT();
  const { look } = settings;
  const input = useRef<HTMLInputElement>(null);
  const bringing = useUpload();
  const put = (part: Partial<typeof look>) => change({ look: { ...look, ...part } });
  const bring = async (files: readonly File[]) => {
    const [first] = await bringing.bring(files.slice(0, 1));
    if (first?.isImage) change((now) => ({ look: { ...now.look, avatar: first.stored.file } }));
  };
  return (
    <section class="card">
      <h2>{t('look.title')}</h2>
      <div class="form-pair">
        <div class="look-colour">
          <TextInput label={t('look.colour')} type="color" value={look.colour || '#0b6b5b'} onInput={(event) => put({ colour: event.currentTarget.value })} />
          {look.colour && (
            <Button size="s" look="quiet" onClick={() => put({ colour: '' })}>
              {t('look.usual')}
            </Button>
          )}
        </div>
        <ChoiceRow label={t('look.position')} value={look.position} options={(['left', 'right'] as const).map((value) => ({ value, label: t(`look.${value}`) }))} onChange={(position) => put({ position })} />
      </div>
      <div class="look-avatar">
        {look.avatar && <img src={`/v1/files/${look.avatar}`} alt={t('look.avatar')} width={48} height={48} />}
        <Button size="s" icon={upload} busy={bringing.isBusy} onClick={() => input.current?.click()}>
          {t('look.chooseAvatar')}
        </Button>
        {look.avatar && (
          <Button size="s" look="quiet" onClick={() => put({ avatar: '' })}>
            {t('look.noAvatar')}
          </Button>
        )}
        <input
          ref={input}
          type="file"
          hidden
          accept="image/png,image/jpeg,image/gif,image/webp"
          onChange={(event) => {
            void bring([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = '';
          }}
        />
      </div>
      {bringing.error !== null && <ErrorNotice error={bringing.error} />}
    </section>
  );
}

function Files({ settings, change }: PartProps): VNode {
  const t = useT();
  const { files } = settings;
  const put = (part: Partial<typeof files>) => change({ files: { ...files, ...part } });
  const toggle = (kind: FileKind) => put({ kinds: kinds.filter((one) => files.kinds.includes(one) !== (one === kind)) });
  return (
    <section class="card">
      <h2>{t('siteFiles.title')}</h2>
      <fieldset class="options">
        <legend>{t('siteFiles.kinds')}</legend>
        {kinds.map((kind) => (
          <label key={kind} class="option">
            <input type="checkbox" checked={files.kinds.includes(kind)} onChange={() => toggle(kind)} />
            <span class="option-name">{t(`siteFiles.${kind}`)}</span>
          </label>
        ))}
      </fieldset>
      <div class="form-pair">
        <NumberInput label={t('siteFiles.mostBytes')} value={Math.round((files.most_bytes / MEGABYTE) * 10) / 10} least={0.1} most={10} step={0.1} onChange={(size) => put({ most_bytes: Math.round(size * MEGABYTE) })} />
        <NumberInput label={t('siteFiles.most')} value={files.most} least={1} most={200} onChange={(most) => put({ most: Math.round(most) })} />
      </div>
    </section>
  );
}

function Silence({ settings, change }: PartProps): VNode {
  const t = useT();
  const { silence } = settings;
  const put = (part: Partial<typeof silence>) => change({ silence: { ...silence, ...part } });
  return (
    <section class="card">
      <h2>{t('silence.title')}</h2>
      <p class="field-hint">{t('silence.hint')}</p>
      <div class="form-pair">
        <NumberInput label={t('silence.noReply')} value={silence.no_reply_seconds} most={86400} onChange={(value) => put({ no_reply_seconds: Math.round(value) })} />
        <NumberInput label={t('silence.silent')} value={silence.silent_seconds} most={86400} onChange={(value) => put({ silent_seconds: Math.round(value) })} />
        <NumberInput label={t('silence.close')} value={silence.close_seconds} most={86400} onChange={(value) => put({ close_seconds: Math.round(value) })} />
        <NumberInput label={t('silence.queueMost')} value={settings.queue_most} most={100000} onChange={(value) => change({ queue_most: Math.round(value) })} />
      </div>
    </section>
  );
}

export function ChatCard(props: PartProps): VNode {
  return (
    <>
      <Look {...props} />
      <Files {...props} />
      <Silence {...props} />
    </>
  );
}
