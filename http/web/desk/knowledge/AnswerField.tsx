// The answer: Markdown on one side, what the visitor will see on the other, made by the same function of
// the server.  Pictures and files come by a picker, by dropping and by pasting.

import type { VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { AnswerExtras } from '../../shared/components/AnswerExtras';
import { Bubble } from '../../shared/components/Bubble';
import { IconButton } from '../../shared/components/Button';
import { TextArea } from '../../shared/components/Field';
import { link, list, paperclip } from '../../shared/components/icons';
import { filesOf, pastedFiles } from '../../shared/files';
import { bold, italic, picture } from '../icons';
import { keyName } from '../keys';
import { ErrorNotice } from '../parts/ErrorNotice';
import { useT } from '../texts';
import type { EntryContent } from '../types';
import { Rendered } from './Rendered';
import { around, describe, inserted, linked, listed, type Selected } from './mark';
import { ACCEPTED, useUpload, type Brought } from './useUpload';

export interface AnswerFieldProps {
  content: EntryContent;
  error: string | null;
  onChange: (part: Partial<EntryContent>) => void;
}

type Make = (selected: Selected) => Selected;

/** The text field, and how to write at its cursor, whatever was typed since it was asked for. */
function useWriting(value: string, onInput: (text: string) => void) {
  const frame = useRef<HTMLDivElement>(null);
  const latest = useRef(value);
  latest.current = value;
  const next = useRef<Selected | null>(null);
  const field = () => frame.current?.querySelector('textarea') ?? null;
  useLayoutEffect(() => {
    const area = field();
    if (!next.current || !area) return;
    area.focus();
    area.setSelectionRange(next.current.start, next.current.end);
    next.current = null;
  }, [value]);
  const write = (make: Make) => {
    const area = field();
    const made = make({ text: latest.current, start: area?.selectionStart ?? latest.current.length, end: area?.selectionEnd ?? latest.current.length });
    next.current = made;
    onInput(made.text);
  };
  return { frame, write };
}

/** Files to choose: opened by a button, never shown itself. */
function usePicker(onFiles: (files: File[]) => void): { input: VNode; open: (accept: string) => void } {
  const picker = useRef<HTMLInputElement>(null);
  const input = (
    <input
      ref={picker}
      type="file"
      hidden
      multiple
      onChange={(event) => {
        onFiles([...(event.currentTarget.files ?? [])]);
        event.currentTarget.value = '';
      }}
    />
  );
  const open = (accept: string) => {
    if (!picker.current) return;
    picker.current.accept = accept;
    picker.current.click();
  };
  return { input, open };
}

function Preview({ content }: { content: EntryContent }): VNode {
  const t = useT();
  const { answer, buttons, files } = content;
  const ready = buttons.filter(({ action, label, target }) => label.trim() && (action === 'person' || target.trim()));
  return (
    <section class="answer-preview" aria-label={t('entry.preview')}>
      <h2>{t('entry.preview')}</h2>
      <div class="preview-chat">
        <Bubble side="start" tone="bot" avatar={false}>
          {answer.trim() ? <Rendered answer={answer} /> : <p class="preview-empty">{t('entry.previewEmpty')}</p>}
        </Bubble>
        <AnswerExtras extras={{ buttons: ready, files }} newTabLabel={t('entry.newTab')} onAsk={() => undefined} onPerson={() => undefined} />
      </div>
    </section>
  );
}

export function AnswerField({ content, error, onChange }: AnswerFieldProps): VNode {
  const t = useT();
  const { answer } = content;
  const now = useRef(content);
  now.current = content;
  const { frame, write } = useWriting(answer, (text) => onChange({ answer: text }));
  const upload = useUpload();
  const [isOver, setOver] = useState(false);

  const place = (brought: readonly Brought[]) => {
    const images = brought.filter((one) => one.isImage).map(({ stored, name }) => `![${describe(name)}](/v1/files/${stored.file})`);
    const others = brought.filter((one) => !one.isImage).map(({ stored, name }) => ({ file: stored.file, name }));
    if (images.length > 0) write((selected) => inserted(selected, images.join('\n\n')));
    const { files } = now.current;
    if (others.length > 0) onChange({ files: [...files, ...others.filter(({ file }) => !files.some((have) => have.file === file))] });
  };
  const bring = async (chosen: readonly File[]) => {
    if (chosen.length > 0) place(await upload.bring(chosen));
  };
  const picker = usePicker((chosen) => void bring(chosen));

  const makes: Record<string, Make> = {
    'Ctrl+b': (selected) => around(selected, '**', t('mark.bold')),
    'Ctrl+i': (selected) => around(selected, '*', t('mark.italic')),
    'Ctrl+k': (selected) => linked(selected, t('mark.link')),
  };
  const onKey = (event: KeyboardEvent) => {
    const make = makes[keyName(event)];
    if (!make || event.isComposing) return;
    event.preventDefault();
    write(make);
  };

  return (
    <div class="answer-field">
      <div
        class={`answer-writing ${isOver ? 'over' : ''}`}
        ref={frame}
        onKeyDown={onKey}
        onPaste={(event) => {
          const pasted = pastedFiles(event.clipboardData);
          if (pasted.length === 0) return;
          event.preventDefault();
          void bring(pasted);
        }}
        onDragOver={(event) => {
          if (!event.dataTransfer?.types.includes('Files')) return;
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          const dropped = filesOf(event.dataTransfer);
          setOver(false);
          if (dropped.length === 0) return;
          event.preventDefault();
          void bring(dropped);
        }}
      >
        <div class="mark-bar" role="toolbar" aria-label={t('mark.bar')}>
          <IconButton size="s" icon={bold} label={`${t('mark.bold')} (Ctrl+B)`} onClick={() => write(makes['Ctrl+b']!)} />
          <IconButton size="s" icon={italic} label={`${t('mark.italic')} (Ctrl+I)`} onClick={() => write(makes['Ctrl+i']!)} />
          <IconButton size="s" icon={list} label={t('mark.list')} onClick={() => write(listed)} />
          <IconButton size="s" icon={link} label={`${t('mark.link')} (Ctrl+K)`} onClick={() => write(makes['Ctrl+k']!)} />
          <span class="mark-gap" />
          <IconButton size="s" icon={picture} label={t('mark.image')} disabled={upload.isBusy} onClick={() => picker.open('image/png,image/jpeg,image/gif,image/webp')} />
          <IconButton size="s" icon={paperclip} label={t('mark.file')} disabled={upload.isBusy} onClick={() => picker.open(ACCEPTED)} />
          {upload.isBusy && <span class="spinner" role="status" aria-label={t('mark.uploading')} />}
          {picker.input}
        </div>
        <TextArea
          label={t('entry.answer')}
          hint={t('entry.answerHint')}
          error={error}
          rows={10}
          value={answer}
          onInput={(event) => onChange({ answer: event.currentTarget.value })}
        />
        {upload.error !== null && <ErrorNotice error={upload.error} {...(upload.isWrongKind ? { text: t('files.wrongKind') } : {})} />}
      </div>
      <Preview content={content} />
    </div>
  );
}
