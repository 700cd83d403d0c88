// Somebody else saved the entry first: what each changed is put together, and where both changed the
// same text the two stand side by side to choose from.

import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { ChoiceRow } from '../../shared/components/Field';
import { Icon } from '../../shared/components/Icon';
import { alert } from '../../shared/components/icons';
import { useT } from '../texts';
import type { Entry, EntryContent } from '../types';
import { contentOf, differences, emptyContent, type Field } from './content';
import { FieldDiff, fieldName } from './DiffView';
import { merge, withField, type Merged, type Side } from './merge';

export interface ConflictProps {
  mine: EntryContent;
  myVersion: number;
  theirs: Entry;
  /** What both began with; null while it isn't known. */
  base: EntryContent | null;
  onResolve: (content: EntryContent) => void;
  onTakeTheirs: () => void;
}

/** Without what both began with, every difference is a question. */
function mergedWith(base: EntryContent | null, mine: EntryContent, theirs: EntryContent): Merged {
  return base ? merge(base, mine, theirs) : { content: mine, taken: [], joined: [], open: differences(mine, theirs) };
}

interface OpenFieldProps {
  field: Field;
  mine: EntryContent;
  theirs: EntryContent;
  side: Side;
  onChoose: (side: Side) => void;
}

function OpenField({ field, mine, theirs, side, onChoose }: OpenFieldProps): VNode {
  const t = useT();
  return (
    <section class="conflict-field" aria-label={fieldName(t, field)}>
      <div class="conflict-field-head">
        <h3>{fieldName(t, field)}</h3>
        <ChoiceRow
          label={t('conflict.choose')}
          value={side}
          options={[
            { value: 'mine', label: t('conflict.mineColumn') },
            { value: 'theirs', label: t('conflict.theirsColumn') },
          ]}
          onChange={onChoose}
        />
      </div>
      <div class="diff-row diff-heads">
        <strong>{t('conflict.mineColumn')}</strong>
        <strong>{t('conflict.theirsColumn')}</strong>
      </div>
      <FieldDiff field={field} before={mine} after={theirs} />
    </section>
  );
}

export function Conflict({ mine, myVersion, theirs, base, onResolve, onTakeTheirs }: ConflictProps): VNode {
  const t = useT();
  const their = useMemo(() => contentOf({ ...emptyContent, ...theirs }), [theirs]);
  const merged = mergedWith(base, mine, their);
  const [sides, setSides] = useState<Partial<Record<Field, Side>>>({});
  const chosen = merged.open.reduce((content, field) => (sides[field] === 'theirs' ? withField(content, field, their) : content), merged.content);
  const names = (fields: readonly Field[]) => fields.map((field) => fieldName(t, field)).join(t('why.listed'));
  return (
    <section class="conflict" role="alert" aria-label={t('conflict.title')}>
      <h2>
        <Icon of={alert} size={18} />
        {t('conflict.title')}
      </h2>
      <p>
        {t('conflict.lead', {
          name: theirs.changed_by ?? t('conflict.someone'),
          version: theirs.version,
          when: t.ago(theirs.changed_at),
          yours: myVersion,
        })}
      </p>
      {(merged.taken.length > 0 || merged.joined.length > 0) && (
        <ul class="conflict-done">
          {merged.taken.length > 0 && <li>{t('conflict.taken', { fields: names(merged.taken) })}</li>}
          {merged.joined.length > 0 && <li>{t('conflict.joined', { fields: names(merged.joined) })}</li>}
        </ul>
      )}
      {merged.open.map((field) => (
        <OpenField
          key={field}
          field={field}
          mine={mine}
          theirs={their}
          side={sides[field] ?? 'mine'}
          onChoose={(side) => setSides({ ...sides, [field]: side })}
        />
      ))}
      <div class="conflict-actions">
        <Button look="primary" size="s" onClick={() => onResolve(chosen)}>
          {t('conflict.resolve')}
        </Button>
        <Button size="s" onClick={onTakeTheirs}>
          {t('conflict.theirs')}
        </Button>
        <small>{t('conflict.resolveHint', { version: theirs.version })}</small>
      </div>
    </section>
  );
}
