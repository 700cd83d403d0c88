// Writing one entry.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { Dialog } from '../../shared/components/Dialog';
import { TextInput } from '../../shared/components/Field';
import { useStore } from '../../shared/store';
import { approvesEntry } from '../abilities';
import { useDesk } from '../desk';
import { isComposing, isTyping, useKeys } from '../keys';
import { ErrorNotice } from '../parts/ErrorNotice';
import { go, to, usePlace } from '../router';
import { useT } from '../texts';
import { toast } from '../toasts';
import type { Entry, EntryStatus } from '../types';
import { AnswerField } from './AnswerField';
import { ButtonsField } from './ButtonsField';
import { Comments } from './Comments';
import { Conflict } from './Conflict';
import { EditorHead, mainWay, quietStatus } from './EditorHead';
import { EntryFacts } from './EntryFacts';
import { FilesField } from './FilesField';
import { History } from './History';
import { Original, Translations } from './Translations';
import { useEditor, type Editor, type EditorStart } from './useEditor';
import { VariantList } from './VariantList';

function RetireDialog({ editor, onClose }: { editor: Editor; onClose: () => void }): VNode {
  const t = useT();
  const confirm = async () => {
    const done = await editor.retire();
    onClose();
    if (!done) return;
    toast('good', t('entry.retired'));
    go(to('knowledge'));
  };
  return (
    <Dialog
      title={t('entry.retireAsk')}
      closeLabel={t('app.close')}
      onClose={onClose}
      size="s"
      actions={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button look="danger" busy={editor.isBusy} onClick={() => void confirm()}>
            {t('entry.retire')}
          </Button>
        </>
      }
    >
      <p>{t('entry.retireAskLead')}</p>
    </Dialog>
  );
}

function Fields({ editor }: { editor: Editor }): VNode {
  const t = useT();
  const { content, change, isTried, stored } = editor;
  const missing = (text: string) => (isTried && !text.trim() ? t('entry.required') : null);
  return (
    <>
      <TextInput
        label={t('entry.question')}
        hint={t('entry.questionHint')}
        error={missing(content.question)}
        value={content.question}
        onInput={(event) => change({ question: event.currentTarget.value })}
        autofocus={stored === null}
      />
      <AnswerField content={content} error={missing(content.answer)} onChange={change} />
      <FilesField files={content.files} onChange={(files) => change({ files })} />
      <ButtonsField buttons={content.buttons} isTried={isTried} onChange={(buttons) => change({ buttons })} />
      <VariantList question={content.question} variants={content.variants} onChange={(variants) => change({ variants })} />
      <EntryFacts content={content} isNew={stored === null} onChange={change} />
    </>
  );
}

export interface EntryEditorProps extends EditorStart {
  /** The entry that this one is to say in another language. */
  translates?: Entry;
}

function showConflict(): void {
  document.querySelector('.conflict')?.scrollIntoView({ block: 'start', behavior: 'smooth' });
}

/** Focus for the keys: Escape leaves a field, "e" comes back to the question. */
function focusQuestion(): void {
  document.querySelector<HTMLInputElement>('.editor-body input.control')?.focus();
}

export function EntryEditor({ translates, ...from }: EntryEditorProps): VNode {
  const t = useT();
  const editor = useEditor(from);
  const me = useStore(useDesk().me);
  const { content, theirs, stored } = editor;
  const approves = approvesEntry(me, content) && (!stored || approvesEntry(me, stored));
  const isCalled = usePlace().query.has('comments');
  const [asksRetire, setAsksRetire] = useState(false);
  const [showsHistory, setShowsHistory] = useState(false);
  const [comments, setComments] = useState(0);

  const save = async (status: EntryStatus | null) => {
    if (editor.isBusy) return;
    if (theirs) return showConflict();
    const isNew = stored === null;
    const saved = await editor.save(status);
    if (!saved) return;
    toast('good', t(`entry.saved.${saved.status}`));
    if (isNew) go(to('knowledge', 'entry', saved.id), true);
  };
  const toComments = () => {
    document.getElementById('comments')?.scrollIntoView({ block: 'center' });
    document.querySelector<HTMLTextAreaElement>('#comments textarea')?.focus();
  };

  /* Whoever is writing sees the bar above; nobody's text jumps away under their hands. */
  const isTold = theirs !== null;
  useEffect(() => {
    if (isTold && !isTyping(document.activeElement)) showConflict();
  }, [isTold]);

  useKeys({
    'Ctrl+Enter': () => void save(mainWay(stored, approves).status),
    'Ctrl+s': () => void save(quietStatus(stored)),
    e: focusQuestion,
    h: stored ? () => setShowsHistory(true) : undefined,
    c: stored ? toComments : undefined,
  });

  return (
    <form
      class="editor"
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && isTyping(event.target) && !isComposing(event)) (event.target as HTMLElement).blur();
      }}
    >
      <EditorHead
        editor={editor}
        approves={approves}
        comments={comments}
        onSave={(status) => void save(status)}
        onRetire={() => setAsksRetire(true)}
        onHistory={() => setShowsHistory(true)}
        onComments={toComments}
      />
      {theirs && (
        <div class="reason-bar changed">
          <span>{t('conflict.title')}</span>
          <Button size="s" onClick={showConflict}>
            {t('conflict.show')}
          </Button>
        </div>
      )}
      {stored && editor.isChanged && !theirs && (
        <div class="reason-bar">
          <input
            class="control compact"
            aria-label={t('entry.reason')}
            placeholder={t('entry.reasonHint')}
            maxLength={500}
            value={editor.reason}
            onInput={(event) => editor.setReason(event.currentTarget.value)}
          />
        </div>
      )}
      <div class="editor-body">
        {theirs && (
          <Conflict mine={content} myVersion={editor.version} theirs={theirs} base={editor.base} onResolve={editor.resolve} onTakeTheirs={editor.takeTheirs} />
        )}
        {editor.error !== null && <ErrorNotice error={editor.error} />}
        {translates && <Original entry={translates} />}
        <Fields editor={editor} />
        <Translations editor={editor} approves={approves} />
        {stored && <Comments entry={stored.id} isCalled={isCalled} onCount={setComments} />}
      </div>
      {asksRetire && <RetireDialog editor={editor} onClose={() => setAsksRetire(false)} />}
      {showsHistory && stored && (
        <History
          entry={stored}
          onClose={() => setShowsHistory(false)}
          onDone={(saved) => {
            editor.settle(saved);
            setShowsHistory(false);
          }}
        />
      )}
    </form>
  );
}
