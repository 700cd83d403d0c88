// The same answer in other languages: to see, to open, to write, to link.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Badge } from '../../shared/components/Banner';
import { Button } from '../../shared/components/Button';
import { globe, link, plus } from '../../shared/components/icons';
import { Icon } from '../../shared/components/Icon';
import { languages } from '../../shared/i18n';
import { useDesk } from '../desk';
import { queryOf, useFetched } from '../fetched';
import { ErrorNotice } from '../parts/ErrorNotice';
import { go, to } from '../router';
import { languageName, useT, word } from '../texts';
import { toast } from '../toasts';
import type { Entry, EntryLine, EntryPage, EntryStatus } from '../types';
import { contentOf, sentOf } from './content';
import { EntryPicker } from './EntryPicker';
import { Rendered } from './Rendered';
import type { Editor } from './useEditor';

/** The status to save with where only a link is set: nothing is approved by the way. */
export function sameStatus(entry: Entry, approves: boolean): EntryStatus {
  return entry.status === 'published' && !approves ? 'review' : entry.status;
}

/** An entry that is to be translated stands above the new one. */
export function Original({ entry }: { entry: Entry }): VNode {
  const t = useT();
  return (
    <section class="card original" aria-label={t('translations.original')}>
      <h2>
        {t('translations.original')} <Badge>{languageName(t, entry.language)}</Badge>
      </h2>
      <p class="original-question">{entry.question}</p>
      <Rendered answer={entry.answer} />
    </section>
  );
}

function Linked({ lines }: { lines: readonly EntryLine[] }): VNode {
  const t = useT();
  return (
    <ul class="linked">
      {lines.map((line) => (
        <li key={line.id}>
          <Badge>{languageName(t, line.language)}</Badge>
          <a href={to('knowledge', 'entry', line.id)}>{line.question}</a>
          {line.status !== 'published' && <Badge tone="warn">{word(t, 'status', line.status)}</Badge>}
        </li>
      ))}
    </ul>
  );
}

export function Translations({ editor, approves }: { editor: Editor; approves: boolean }): VNode | null {
  const t = useT();
  const { api } = useDesk();
  const { stored, content } = editor;
  const [isPicking, setPicking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { translation } = content;
  const found = useFetched<EntryPage>(translation ? `/v1/entries${queryOf({ translation, limit: 50 })}` : null, 'knowledge');
  if (!stored) return null;
  const others = translation ? (found.data?.entries ?? []).filter((one) => one.id !== stored.id) : [];
  const missing = languages.filter((one) => one !== stored.language && !others.some((other) => other.language === one));

  /** Makes sure that this entry has the word that the others will share. */
  const joinWord = async (wordToShare: string) =>
    stored.translation === wordToShare || (await editor.save(sameStatus(stored, approves), { translation: wordToShare })) !== null;
  const write = async (language: string) => {
    if (!(await joinWord(stored.translation || stored.external_id))) return;
    go(`${to('knowledge', 'new')}${queryOf({ translates: stored.id, language })}`);
  };
  const linkTo = async (line: EntryLine) => {
    setPicking(false);
    setError(null);
    try {
      const other = await api.get<Entry>(`/v1/entries/${line.id}`);
      const shared = other.translation || stored.translation || stored.external_id;
      if (!other.translation) {
        await api.put(`/v1/entries/${other.id}`, { ...sentOf(contentOf(other)), translation: shared, version: other.version, status: sameStatus(other, approves) });
      }
      if (await joinWord(shared)) toast('good', t('translations.linked'));
    } catch (problem) {
      setError(problem);
    }
  };

  return (
    <section class="card translations" aria-label={t('entry.translation')}>
      <h2>
        <Icon of={globe} size={18} />
        {t('entry.translation')}
      </h2>
      {others.length > 0 && <Linked lines={others} />}
      {error !== null && <ErrorNotice error={error} />}
      {editor.isChanged ? (
        <p class="hint">{t('translations.saveFirst')}</p>
      ) : (
        <div class="translation-ways">
          {missing.map((language) => (
            <Button key={language} size="s" icon={plus} disabled={editor.isBusy} onClick={() => void write(language)}>
              {t('translations.write', { language: languageName(t, language) })}
            </Button>
          ))}
          <Button size="s" look="quiet" icon={link} disabled={editor.isBusy} onClick={() => setPicking(true)}>
            {t('translations.link')}
          </Button>
          {others.length > 0 && (
            <Button size="s" look="quiet" disabled={editor.isBusy} onClick={() => void editor.save(sameStatus(stored, approves), { translation: '' })}>
              {t('translations.unlink')}
            </Button>
          )}
        </div>
      )}
      {isPicking && (
        <EntryPicker title={t('translations.link')} lead={t('translations.linkLead')} about={stored.question} onPick={(line) => void linkTo(line)} onClose={() => setPicking(false)} />
      )}
    </section>
  );
}
