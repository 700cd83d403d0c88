// Taking something away at once; for some seconds it can be brought back.

import { useDesk } from './desk';
import { errorText } from './parts/ErrorNotice';
import { useT } from './texts';
import { toast } from './toasts';

export interface Removal {
  /** What is deleted. */
  path: string;
  done: string;
  /** Which one it was, for the reader. */
  text: string;
  /** What makes it anew: another one that says the same. */
  anew: { path: string; body: Record<string, unknown> };
}

/** `onChanged` is called after a removal, a refusal and a return alike. */
export function useRemoval(onChanged: () => void): (removal: Removal) => Promise<void> {
  const t = useT();
  const { api } = useDesk();

  const attempt = async (call: () => Promise<unknown>, done: () => void) => {
    try {
      await call();
      done();
    } catch (problem) {
      toast('bad', errorText(t, problem));
    }
    onChanged();
  };
  const bringBack = ({ anew, text }: Removal) =>
    attempt(
      () => api.post(anew.path, anew.body),
      () => toast('info', t('app.undone'), { text }),
    );
  return (removal) =>
    attempt(
      () => api.delete(removal.path),
      () => toast('good', removal.done, { text: removal.text, action: { label: t('app.undo'), run: () => void bringBack(removal) } }),
    );
}
