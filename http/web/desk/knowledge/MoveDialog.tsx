// Moving by keyboard: entries into a category, or a category with all below it to another place, and its names.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { Dialog } from '../../shared/components/Dialog';
import { TextInput } from '../../shared/components/Field';
import { useT } from '../texts';
import type { Category, CategoryName } from '../types';
import { errorText } from '../parts/ErrorNotice';
import { toast } from '../toasts';
import { CategoryNames, useCategoryNames } from './CategoryNames';
import { isWithin } from './tree';

export type Moving = { kind: 'entries'; ids: string[] } | { kind: 'category'; path: string };

export interface MoveDialogProps {
  moving: Moving;
  categories: readonly Category[];
  names: readonly CategoryName[];
  isBusy: boolean;
  onMove: (to: string) => void;
  onClose: () => void;
}

export function MoveDialog({ moving, categories, names, isBusy, onMove, onClose }: MoveDialogProps): VNode {
  const t = useT();
  const from = moving.kind === 'category' ? moving.path : '';
  const [target, setTarget] = useState(from);
  const to = target.split('/').map((part) => part.trim()).filter(Boolean).join('/');
  const isCircle = from !== '' && to !== from && isWithin(to, from);
  const naming = useCategoryNames(from, names);
  const moves = moving.kind === 'entries' || (to !== '' && to !== from);
  const [isNaming, setNaming] = useState(false);
  const isReady = !isNaming && !isBusy && !isCircle && (moves || naming.isChanged);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!isReady) return;
    setNaming(true);
    try {
      await naming.save(); // they follow the category
    } catch (problem) {
      toast('bad', errorText(t, problem));
      return;
    } finally {
      setNaming(false);
    }
    if (moves) onMove(to);
    else onClose();
  };
  return (
    <Dialog
      size="s"
      title={moving.kind === 'entries' ? t('move.entries', { count: moving.ids.length }) : t('tree.move', { category: from })}
      closeLabel={t('app.close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button look="primary" busy={isBusy || isNaming} disabled={!isReady} onClick={(event) => void submit(event)}>
            {t(moves ? 'move.do' : 'app.save')}
          </Button>
        </>
      }
    >
      <form class="form" onSubmit={(event) => void submit(event)}>
        <TextInput
          label={t(moving.kind === 'entries' ? 'entry.category' : 'move.to')}
          hint={t(moving.kind === 'entries' ? 'move.entriesHint' : 'move.categoryHint')}
          error={isCircle ? t('move.circle') : null}
          list="move-categories"
          value={target}
          maxLength={200}
          autofocus
          onInput={(event) => setTarget(event.currentTarget.value)}
        />
        <datalist id="move-categories">
          {categories
            .filter((one) => one.category && !(from && isWithin(one.category, from)))
            .map((one) => (
              <option key={one.category} value={one.category} />
            ))}
        </datalist>
        {moving.kind === 'category' && <CategoryNames naming={naming} />}
        {/* Enter sends a form of several fields only when it has such a button. */}
        <button type="submit" hidden disabled={!isReady} />
      </form>
    </Dialog>
  );
}
