// The categories as a tree beside the list: choosing one filters; entries and categories are dragged onto
// it, or moved by the dialog that "m" opens.

import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { IconButton } from '../../shared/components/Button';
import { Icon } from '../../shared/components/Icon';
import { book, chevronDown, chevronRight, edit } from '../../shared/components/icons';
import { folder } from '../icons';
import { recall, remember } from '../memory';
import { useT } from '../texts';
import type { Category, CategoryName } from '../types';
import { endDrag, startDrag, whatIsDragged, type Dragged } from './dragging';
import { isWithin, movedTo, namesIn, parentOf, treeOf, visible, type TreeNode } from './tree';

const KEPT = 'categories-open';

function useOpen(chosen: string) {
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set((recall(KEPT) ?? '').split('\n').filter(Boolean)));
  const isOpen = (path: string) => open.has(path) || (chosen !== path && isWithin(chosen, path));
  const toggle = (path: string, wanted: boolean) => {
    const next = new Set(open);
    if (wanted) next.add(path);
    else next.delete(path);
    setOpen(next);
    remember(KEPT, [...next].join('\n'));
  };
  return { isOpen, toggle };
}

/** Whether what is dragged can be dropped on a category; '' is the top. */
function takes(what: Dragged | null, path: string): boolean {
  return what !== null && (what.kind === 'entries' || movedTo(what.path, path) !== null);
}

interface NodeProps {
  node: TreeNode;
  depth: number;
  isOpen: boolean;
  isChosen: boolean;
  isFocusable: boolean;
  onChoose: () => void;
  onToggle: (wanted: boolean) => void;
  onDrop: (what: Dragged) => void;
}

function useDropPlace(path: string, onDrop: (what: Dragged) => void) {
  const [isOver, setOver] = useState(false);
  const handlers = {
    onDragOver: (event: DragEvent) => {
      if (!takes(whatIsDragged(), path)) return;
      event.preventDefault();
      event.stopPropagation();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      const what = whatIsDragged();
      setOver(false);
      if (!what || !takes(what, path)) return;
      event.preventDefault();
      event.stopPropagation();
      onDrop(what);
    },
  };
  return { isOver, handlers };
}

function Node({ node, depth, isOpen, isChosen, isFocusable, onChoose, onToggle, onDrop }: NodeProps): VNode {
  const hasChildren = node.children.length > 0;
  const { isOver, handlers } = useDropPlace(node.path, onDrop);
  return (
    <li
      role="treeitem"
      aria-level={depth + 1}
      aria-expanded={hasChildren ? isOpen : undefined}
      aria-selected={isChosen}
      tabIndex={isFocusable ? 0 : -1}
      data-path={node.path}
      title={node.path}
      class={`tree-node ${isChosen ? 'chosen' : ''} ${isOver ? 'over' : ''} depth-${Math.min(depth, 5)}`}
      draggable
      onDragStart={(event) => startDrag(event, { kind: 'category', path: node.path }, node.path)}
      onDragEnd={endDrag}
      onClick={onChoose}
      {...handlers}
    >
      <span
        class="tree-twist"
        aria-hidden="true"
        onClick={(event) => {
          event.stopPropagation();
          if (hasChildren) onToggle(!isOpen);
        }}
      >
        {hasChildren && <Icon of={isOpen ? chevronDown : chevronRight} size={14} />}
      </span>
      <Icon of={folder} size={16} />
      <span class="tree-name">{node.name}</span>
      <span class="tree-count">{node.entries}</span>
    </li>
  );
}

export interface CategoryTreeProps {
  categories: readonly Category[];
  names: readonly CategoryName[];
  chosen: string;
  onChoose: (category: string) => void;
  onDropEntries: (ids: string[], category: string) => void;
  onMoveCategory: (from: string, to: string) => void;
  /** Opens the dialog that renames or moves the chosen category. */
  onAskMove: (category: string) => void;
}

export function CategoryTree({ categories, names, chosen, onChoose, onDropEntries, onMoveCategory, onAskMove }: CategoryTreeProps): VNode {
  const t = useT();
  const list = useRef<HTMLUListElement>(null);
  const { isOpen, toggle } = useOpen(chosen);
  const rows = visible(treeOf(categories, namesIn(names, t.language)), isOpen);
  const focusable = rows.some(({ node }) => node.path === chosen) ? chosen : (rows[0]?.node.path ?? '');

  const drop = (what: Dragged, onto: string) => {
    if (what.kind === 'entries') return onDropEntries(what.ids, onto);
    const to = movedTo(what.path, onto);
    if (to) onMoveCategory(what.path, to);
  };
  const top = useDropPlace('', (what) => drop(what, ''));

  const focus = (path: string | undefined) => {
    if (path !== undefined) list.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`)?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    const path = (event.target as HTMLElement).dataset?.['path'];
    const at = rows.findIndex(({ node }) => node.path === path);
    const row = rows[at];
    if (!row || path === undefined) return;
    const hasChildren = row.node.children.length > 0;
    const acts: Record<string, () => void> = {
      ArrowDown: () => focus(rows[at + 1]?.node.path),
      ArrowUp: () => focus(rows[at - 1]?.node.path),
      ArrowRight: () => (hasChildren && !isOpen(path) ? toggle(path, true) : focus(row.node.children[0]?.path)),
      ArrowLeft: () => (hasChildren && isOpen(path) ? toggle(path, false) : focus(parentOf(path) || undefined)),
      Enter: () => onChoose(path),
      ' ': () => onChoose(path),
      m: () => onAskMove(path),
    };
    const act = acts[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };

  return (
    <nav class="tree" aria-label={t('tree.title')}>
      <header class="tree-head">
        <h2>{t('tree.title')}</h2>
        {chosen && <IconButton size="s" icon={edit} label={t('tree.move', { category: chosen })} onClick={() => onAskMove(chosen)} />}
      </header>
      <button type="button" class={`tree-all ${chosen ? '' : 'chosen'} ${top.isOver ? 'over' : ''}`} aria-pressed={!chosen} onClick={() => onChoose('')} {...top.handlers}>
        <Icon of={book} size={16} />
        {t('knowledge.allCategories')}
      </button>
      <ul role="tree" aria-label={t('tree.title')} ref={list} onKeyDown={onKey}>
        {rows.map(({ node, depth }) => (
          <Node
            key={node.path}
            node={node}
            depth={depth}
            isOpen={isOpen(node.path)}
            isChosen={node.path === chosen}
            isFocusable={node.path === focusable}
            onChoose={() => onChoose(node.path)}
            onToggle={(wanted) => toggle(node.path, wanted)}
            onDrop={(what) => drop(what, node.path)}
          />
        ))}
      </ul>
      {rows.length === 0 && <p class="hint">{t('tree.empty')}</p>}
    </nav>
  );
}
