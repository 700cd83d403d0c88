// Writing one entry.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Badge } from '../../shared/components/Banner';
import { Button, IconButton } from '../../shared/components/Button';
import { Dialog } from '../../shared/components/Dialog';
import { TextInput } from '../../shared/components/Field';
import { arrowLeft } from '../../shared/components/icons';
import { useKeys } from '../keys';
import { ErrorNotice } from '../parts/ErrorNotice';
import { go, to } from '../router';
import { useT } from '../texts';
import { toast } from '../toasts';
import type { Entry } from '../types';
import { AnswerField } from './AnswerField';
import { Conflict } from './Conflict';
import { EntryFacts } from './EntryFacts';
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

interface HeadProps {
  editor: Editor;
  entry: Entry | null;
  onSave: () => void;
  onRetire: () => void;
}

function Head({ editor, entry, onSave, onRetire }: HeadProps): VNode {
  const t = useT();
  return (
    <header class="pane-head">
      <IconButton class="narrow-only" icon={arrowLeft} label={t('app.back')} onClick={() => go(to('knowledge'))} />
      <div class="pane-title">
        <h1>{t(entry ? 'entry.edit' : 'entry.new')}</h1>
        {entry && (
          <p>
            {t('entry.version', { number: editor.version })} ·{' '}
            {entry.changed_by
              ? t('entry.changedBy', { when: t.ago(entry.changed_at), name: entry.changed_by })
              : t('entry.changed', { when: t.ago(entry.changed_at) })}
          </p>
        )}
      </div>
      {entry?.status === 'retired' && <Badge>{t('knowledge.retired')}</Badge>}
      {editor.isChanged && <Badge tone="warn">{t('entry.unsaved')}</Badge>}
      <div class="pane-actions">
        {entry?.status === 'active' && (
          <Button look="quiet" size="s" onClick={onRetire}>
            {t('entry.retire')}
          </Button>
        )}
        <Button look="primary" size="s" busy={editor.isBusy} disabled={entry?.status === 'active' && !editor.isChanged} onClick={onSave}>
          {t(!entry ? 'entry.create' : entry.status === 'retired' ? 'entry.restore' : 'entry.save')}
        </Button>
      </div>
    </header>
  );
}

export function EntryEditor(from: EditorStart): VNode {
  const t = useT();
  const editor = useEditor(from);
  const { content, change, theirs } = editor;
  const [asksRetire, setAsksRetire] = useState(false);
  const missing = (text: string) => (editor.isTried && !text.trim() ? t('entry.required') : null);

  const save = async () => {
    const saved = await editor.save();
    if (!saved) return;
    toast('good', t('entry.saved'));
    if (!from.entry) go(to('knowledge', 'entry', saved.id), true);
  };

  useKeys({ 'Ctrl+Enter': () => void save(), 'Ctrl+s': () => void save() });

  return (
    <form
      class="editor"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Head editor={editor} entry={from.entry} onSave={() => void save()} onRetire={() => setAsksRetire(true)} />
      <div class="editor-body">
        {theirs && (
          <Conflict mine={content} myVersion={editor.version} theirs={theirs} onKeep={editor.keepMine} onTakeTheirs={editor.takeTheirs} />
        )}
        {editor.error !== null && <ErrorNotice error={editor.error} />}
        <TextInput
          label={t('entry.question')}
          hint={t('entry.questionHint')}
          error={missing(content.question)}
          value={content.question}
          onInput={(event) => change({ question: event.currentTarget.value })}
          autofocus={from.entry === null}
        />
        <AnswerField value={content.answer} error={missing(content.answer)} onInput={(answer) => change({ answer })} />
        <VariantList question={content.question} variants={content.variants} onChange={(variants) => change({ variants })} />
        <EntryFacts content={content} isNew={from.entry === null} onChange={change} />
      </div>
      {asksRetire && <RetireDialog editor={editor} onClose={() => setAsksRetire(false)} />}
    </form>
  );
}
