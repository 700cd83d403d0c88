// What a publication would change, to be read before it is made: words added and taken away.

import type { VNode } from 'preact';
import { Badge } from '../../shared/components/Banner';
import { EntryLink } from '../parts/WhyPanel';
import { useT, word } from '../texts';
import type { DifferenceItem, Preview } from './types';

const tones = { added: 'good', changed: 'info', removed: 'bad' } as const;

function Texts({ sign, texts, all }: { sign: 'added' | 'removed'; texts: readonly string[]; all: number }): VNode | null {
  const t = useT();
  if (texts.length === 0) return null;
  return (
    <ul class={`diff-texts ${sign}`} aria-label={t(`publishing.${sign}Wordings`, { count: all })}>
      {texts.map((text) => (
        <li key={text}>{sign === 'added' ? <ins>{text}</ins> : <del>{text}</del>}</li>
      ))}
      {all > texts.length && <li class="hint">{t('publishing.moreTexts', { count: all - texts.length })}</li>}
    </ul>
  );
}

function Item({ item }: { item: DifferenceItem }): VNode {
  const t = useT();
  const isWhole = item.change !== 'changed';
  return (
    <li class="diff-item">
      <details open={!isWhole}>
        <summary>
          <Badge tone={tones[item.change]}>{t(`publishing.${item.change}`)}</Badge>
          <span class="diff-what">{word(t, 'publishing.what', item.what)}</span>
          <strong>{item.title ?? item.id}</strong>
        </summary>
        <dl>
          {item.fields.map((field) => (
            <div key={field.name}>
              <dt>{word(t, 'publishing.field', field.name)}</dt>
              <dd>
                {field.before !== null && <del>{field.before}</del>}
                {field.after !== null && <ins>{field.after}</ins>}
              </dd>
            </div>
          ))}
          {(item.added.length > 0 || item.removed.length > 0) && (
            <div>
              <dt>{t('entry.variants')}</dt>
              <dd>
                <Texts sign="added" texts={item.added} all={item.added_count} />
                <Texts sign="removed" texts={item.removed} all={item.removed_count} />
              </dd>
            </div>
          )}
        </dl>
        {item.what === 'setting' && <p class="hint">{t('publishing.settingsHold')}</p>}
        {item.what === 'entry' && item.change !== 'removed' && <EntryLink entry={item.id}>{t('try.openEntry')}</EntryLink>}
      </details>
    </li>
  );
}

export function Difference({ preview }: { preview: Preview }): VNode {
  const t = useT();
  const counts = preview.counts.filter((one) => one.added + one.changed + one.removed > 0);
  if (preview.items.length === 0) return <p class="hint">{t('publishing.same')}</p>;
  return (
    <>
      <ul class="diff-counts">
        {counts.map((one) => (
          <li key={one.what}>
            <span>{word(t, 'publishing.what', one.what)}</span>
            {(['added', 'changed', 'removed'] as const).map((change) =>
              one[change] > 0 ? (
                <Badge key={change} tone={tones[change]}>
                  {t(`publishing.${change}`)} {t.number(one[change])}
                </Badge>
              ) : null,
            )}
          </li>
        ))}
      </ul>
      <ul class="diff-items">
        {preview.items.map((item) => (
          <Item key={`${item.what}/${item.id}`} item={item} />
        ))}
      </ul>
      {preview.more > 0 && <p class="hint">{t('publishing.moreItems', { count: preview.more })}</p>}
    </>
  );
}
