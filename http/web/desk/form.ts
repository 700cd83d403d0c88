// What a form begins with: what is stored, read once when the form is opened.  Nothing can be typed before that is
// known, so nothing that was typed is overwritten when it comes; what others save meanwhile doesn't move it.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

/** Why a form can't be filled in yet: what it begins with is on its way (error null), or can't be read. */
export interface Waiting {
  error: unknown;
  again: () => void;
}

export interface Form<T> {
  /** As it is being edited; null until it is known. */
  form: T | null;
  /** What it began with. */
  start: T | null;
  change: (part: Partial<T>) => void;
  /** Undefined once it is known. */
  waiting: Waiting | undefined;
}

/** `read` is asked once, and again when its reader wants to try again. */
export function useForm<T extends object>(read: () => Promise<T>): Form<T> {
  const [start, setStart] = useState<T | null>(null);
  const [form, setForm] = useState<T | null>(null);
  const [error, setError] = useState<unknown>(null);
  const first = useRef(read);
  const isShown = useRef(true);
  const again = useCallback(() => {
    setError(null);
    first.current().then(
      (known) => {
        if (!isShown.current) return;
        setStart(known);
        setForm(known);
      },
      (problem: unknown) => isShown.current && setError(problem),
    );
  }, []);
  useEffect(() => {
    isShown.current = true;
    again();
    return () => {
      isShown.current = false;
    };
  }, [again]);
  const change = (part: Partial<T>) => setForm((have) => have && { ...have, ...part });
  return { form, start, change, waiting: form ? undefined : { error, again } };
}
