// The rules in the order in which they are tried.  Dragged, or moved with Alt and the arrow keys.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Badge } from '../../shared/components/Banner';
import { IconButton } from '../../shared/components/Button';
import { chevronDown, chevronUp } from '../../shared/components/icons';
import { useT, type T } from '../texts';
import { deedOf, moved, type Rule } from './model';

export interface RuleListProps {
  above: readonly Rule[];
  below: readonly Rule[];
  onOpen: (rule: Rule) => void;
  onOrder: (above: Rule[], below: Rule[]) => void;
}

const LINE = 'built-in';
type Item = Rule | typeof LINE;

function matchText(t: T, rule: Rule): string {
  if (rule.kind === 'always') return t('rule.kind.always');
  if (rule.kind === 'pattern') return rule.pattern;
  const words = rule.words ?? { any: [], all: [], none: [] };
  return [...words.any, ...words.all.map((one) => `+${one}`), ...words.none.map((one) => `−${one}`)].join(', ');
}

interface RowProps {
  rule: Rule;
  place: number;
  onOpen: () => void;
  onMove: (step: number) => void;
  onDrag: (isDragged: boolean) => void;
  onDrop: () => void;
}

function Row({ rule, place, onOpen, onMove, onDrag, onDrop }: RowProps): VNode {
  const t = useT();
  const deed = deedOf(rule.actions ?? {});
  const hasConditions = Object.keys(rule.conditions ?? {}).length > 0;
  return (
    <li
      class={`card rule-row ${rule.is_active ? '' : 'off'}`}
      draggable
      onDragStart={() => onDrag(true)}
      onDragEnd={() => onDrag(false)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        onDrop();
      }}
      onKeyDown={(event) => {
        if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
        event.preventDefault();
        onMove(event.key === 'ArrowUp' ? -1 : 1);
      }}
    >
      <span class="rule-place" aria-hidden="true">
        {place}
      </span>
      <button type="button" class="rule-open" onClick={onOpen}>
        <strong>{rule.name}</strong>
        <code>{matchText(t, rule)}</code>
        <span class="row-marks">
          <Badge>{t(`rule.deed.${deed}`)}</Badge>
          {hasConditions && <Badge>{t('rule.hasConditions')}</Badge>}
          {!rule.is_active && <Badge tone="warn">{t('rule.off')}</Badge>}
        </span>
      </button>
      <span class="rule-moves">
        <IconButton size="s" icon={chevronUp} label={t('rule.moveUp', { name: rule.name })} onClick={() => onMove(-1)} />
        <IconButton size="s" icon={chevronDown} label={t('rule.moveDown', { name: rule.name })} onClick={() => onMove(1)} />
      </span>
    </li>
  );
}

export function RuleList({ above, below, onOpen, onOrder }: RuleListProps): VNode {
  const t = useT();
  const [dragged, setDragged] = useState<number | null>(null);
  const items: Item[] = [...above, LINE, ...below];

  const place = (from: number, to: number) => {
    if (to < 0 || to >= items.length || from === to) return;
    const next = moved(items, from, to);
    const line = next.indexOf(LINE);
    onOrder(next.slice(0, line) as Rule[], next.slice(line + 1) as Rule[]);
  };
  const drop = (to: number) => {
    if (dragged !== null) place(dragged, to);
    setDragged(null);
  };

  return (
    <ol class="rule-list" aria-label={t('rule.order')}>
      {items.map((item, index) =>
        item === LINE ? (
          <li key={LINE} class="rule-line" onDragOver={(event) => event.preventDefault()} onDrop={() => drop(index)}>
            {t('rule.builtin')}
          </li>
        ) : (
          <Row
            key={item.id}
            rule={item}
            place={index < above.length ? index + 1 : index}
            onOpen={() => onOpen(item)}
            onMove={(step) => place(index, index + step)}
            onDrag={(isDragged) => setDragged(isDragged ? index : null)}
            onDrop={() => drop(index)}
          />
        ),
      )}
    </ol>
  );
}
