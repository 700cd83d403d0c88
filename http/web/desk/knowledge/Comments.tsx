// What colleagues say to each other about an entry; "@" mentions somebody, who is told.

import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Avatar } from '../../shared/components/Avatar';
import { Button } from '../../shared/components/Button';
import { Icon } from '../../shared/components/Icon';
import { chat } from '../../shared/components/icons';
import { useDesk } from '../desk';
import { useFetched } from '../fetched';
import { isComposing } from '../keys';
import { ErrorNotice } from '../parts/ErrorNotice';
import { restOf } from '../parts/sent';
import { useT } from '../texts';
import { useKeptText } from '../together/draft';
import type { Comment, Mention } from '../types';
import { named, namingAt, parts, type Naming } from './mentions';

const MOST = 2000;
const OFFERED_MOST = 6;

interface Colleague {
  name: string;
  display_name: string;
}

function Said({ comment }: { comment: Comment }): VNode {
  const t = useT();
  return (
    <li class="comment">
      <Avatar kind="agent" name={comment.by} />
      <div class="comment-words">
        <p class="comment-head">
          <strong>{comment.by}</strong>
          <small>
            {t.moment(comment.at)} · {t('entry.version', { number: comment.version })}
          </small>
        </p>
        <p class="comment-text">{parts(comment.text).map((part, at) => (part.isMention ? <mark key={at}>{part.text}</mark> : part.text))}</p>
      </div>
    </li>
  );
}

interface WriterProps {
  entry: string;
  isBusy: boolean;
  onSay: (text: string) => Promise<boolean>;
}

function Writer({ entry, isBusy, onSay }: WriterProps): VNode {
  const t = useT();
  const [text, setText] = useKeptText(`comment:${entry}`);
  const [naming, setNaming] = useState<Naming | null>(null);
  const [at, setAt] = useState(0);
  const field = useRef<HTMLTextAreaElement>(null);
  const cursor = useRef<number | null>(null);
  const editors = useFetched<{ editors: Colleague[] }>(naming ? '/v1/editors' : null, 'staff').data?.editors ?? [];
  const typed = naming?.typed.toLowerCase() ?? '';
  const offered = naming
    ? editors.filter((one) => one.name.startsWith(typed) || one.display_name.toLowerCase().includes(typed)).slice(0, OFFERED_MOST)
    : [];
  const chosen = Math.min(at, offered.length - 1);

  const look = (value: string, cursor: number) => {
    setNaming(namingAt(value, cursor));
    setAt(0);
  };
  const pick = (one: Colleague) => {
    if (!naming) return;
    const next = named(text, naming, one.name);
    cursor.current = next.cursor;
    setText(next.text);
    setNaming(null);
  };
  useLayoutEffect(() => {
    if (cursor.current === null) return;
    field.current?.focus();
    field.current?.setSelectionRange(cursor.current, cursor.current);
    cursor.current = null;
  }, [text]);
  const say = async () => {
    const said = text.trim();
    if (said && !isBusy && (await onSay(said))) setText((now) => restOf(now, said));
  };
  const onKey = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    const isOffering = offered.length > 0;
    if (isOffering && event.key === 'ArrowDown') setAt((chosen + 1) % offered.length);
    else if (isOffering && event.key === 'ArrowUp') setAt((chosen - 1 + offered.length) % offered.length);
    else if (isOffering && (event.key === 'Enter' || event.key === 'Tab')) pick(offered[chosen]!);
    else if (isOffering && event.key === 'Escape') setNaming(null);
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void say();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="comment-writer">
      <textarea
        ref={field}
        class="control"
        rows={2}
        aria-label={t('comments.write')}
        placeholder={t('comments.placeholder')}
        maxLength={MOST}
        value={text}
        aria-controls={offered.length > 0 ? 'mention-offers' : undefined}
        aria-activedescendant={offered.length > 0 ? `mention-${chosen}` : undefined}
        onInput={(event) => {
          setText(event.currentTarget.value);
          look(event.currentTarget.value, event.currentTarget.selectionStart);
        }}
        onKeyDown={onKey}
        onBlur={() => setTimeout(() => setNaming(null), 150)}
      />
      {offered.length > 0 && (
        <ul class="mention-offers" id="mention-offers" role="listbox" aria-label={t('comments.mention')}>
          {offered.map((one, index) => (
            <li key={one.name} id={`mention-${index}`} role="option" aria-selected={index === chosen} onMouseDown={(event) => event.preventDefault()} onClick={() => pick(one)}>
              <strong>{one.display_name}</strong>
              <small>@{one.name}</small>
            </li>
          ))}
        </ul>
      )}
      <Button size="s" busy={isBusy} disabled={!text.trim()} onClick={() => void say()}>
        {t('comments.say')}
      </Button>
    </div>
  );
}

export interface CommentsProps {
  entry: string;
  /** Come here at once: from a mention, or by the button above. */
  isCalled: boolean;
  onCount: (count: number) => void;
}

export function Comments({ entry, isCalled, onCount }: CommentsProps): VNode {
  const t = useT();
  const { api } = useDesk();
  const path = `/v1/entries/${entry}/comments`;
  const { data, error, again } = useFetched<{ comments: Comment[] }>(path, 'knowledge');
  const mentions = useFetched<{ mentions: Mention[] }>('/v1/mentions', 'knowledge').data?.mentions ?? [];
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);
  const frame = useRef<HTMLElement>(null);
  const count = data?.comments.length ?? 0;
  const isMentioned = mentions.some((one) => one.entry === entry);

  useEffect(() => onCount(count), [onCount, count]);
  useEffect(() => {
    if (isMentioned) void api.post(`${path}/seen`).catch(() => undefined);
  }, [api, path, isMentioned]);
  const isThere = data !== null;
  useEffect(() => {
    if (isCalled && isThere) frame.current?.scrollIntoView({ block: 'center' });
  }, [isCalled, isThere]);

  const say = async (text: string) => {
    setBusy(true);
    setRefusal(null);
    try {
      await api.post(path, { text });
      again();
      return true;
    } catch (problem) {
      setRefusal(problem);
      return false;
    } finally {
      setBusy(false);
    }
  };

  return (
    <section class="card comments" id="comments" aria-label={t('comments.title')} ref={frame}>
      <h2>
        <Icon of={chat} size={18} />
        {t('comments.title')} {count > 0 && <span class="count">{count}</span>}
      </h2>
      {error !== null && <ErrorNotice error={error} onRetry={again} />}
      {count > 0 && <ul class="comment-list">{data?.comments.map((one) => <Said key={one.id} comment={one} />)}</ul>}
      {refusal !== null && <ErrorNotice error={refusal} />}
      <Writer entry={entry} isBusy={isBusy} onSay={say} />
    </section>
  );
}
