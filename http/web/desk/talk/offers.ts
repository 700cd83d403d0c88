// Answers of the knowledge base that fit what the visitor said last, or what is being typed.

import { useEffect, useState } from 'preact/hooks';
import { queryOf, useSettled } from '../fetched';
import { useDesk } from '../desk';
import type { Offers } from './types';

const TYPING_PAUSE = 350;
/** Fewer characters say nothing; Chinese says more with fewer. */
const TYPED_LEAST = 2;
const TYPED_MOST = 400;

const nothing: Offers = { about: 0, answers: [] };

/** null conversation: nothing is offered. */
export function useOffers(conversation: string | null, typed: string, visitorSeq: number): Offers {
  const { api } = useDesk();
  const settled = useSettled(typed.trim().slice(0, TYPED_MOST), TYPING_PAUSE);
  const text = settled.length >= TYPED_LEAST ? settled : '';
  const [offers, setOffers] = useState<Offers>(nothing);
  useEffect(() => {
    if (conversation === null) {
      setOffers(nothing);
      return;
    }
    const abort = new AbortController();
    api
      .get<Offers>(`/v1/conversations/${conversation}/answers${queryOf({ text })}`, { signal: abort.signal })
      .then(setOffers)
      .catch(() => undefined);
    return () => abort.abort();
  }, [api, conversation, text, visitorSeq]);
  return offers;
}
