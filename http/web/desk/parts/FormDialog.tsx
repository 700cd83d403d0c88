// A dialog that asks for something and sends it: one button that sends, once however often it is
// pressed, Enter too; a refusal is shown below the fields, and what was typed stays.

import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { Dialog } from '../../shared/components/Dialog';
import type { Waiting } from '../form';
import { useT } from '../texts';
import { ErrorNotice } from './ErrorNotice';
import { Waits } from './Waits';

export interface FormDialogProps {
  title: string;
  /** What the button that sends says. */
  submit: string;
  look?: 'primary' | 'danger';
  size?: 'l' | undefined;
  isReady?: boolean;
  /** What the form begins with isn't known yet: nothing can be filled in or sent. */
  waiting?: Waiting | undefined;
  /** Nothing has to be filled in: Enter at once sends. */
  startsAtSubmit?: boolean;
  /** Another thing that can be done, such as deleting. */
  other?: { label: string; disabled: boolean; act: () => Promise<unknown> };
  /** Sends, and closes the dialog; throws what was refused. */
  onSubmit: () => Promise<unknown>;
  onClose: () => void;
  children: ComponentChildren;
}

export function FormDialog({ title, submit, look = 'primary', size, isReady = true, waiting, startsAtSubmit = false, other, onSubmit, onClose, children }: FormDialogProps): VNode {
  const t = useT();
  const frame = useRef<HTMLFormElement>(null);
  const isWaiting = waiting !== undefined;
  const canSend = isReady && !isWaiting;
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const act = async (call: () => Promise<unknown>) => {
    if (isBusy) return;
    setBusy(true);
    setError(null);
    try {
      await call();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  /* The browser gives the focus when a dialog opens; to fields that come later it is given here. */
  useEffect(() => {
    if (!isWaiting) frame.current?.querySelector<HTMLElement>('[autofocus]')?.focus();
  }, [isWaiting]);
  return (
    <Dialog
      title={title}
      {...(size ? { size } : {})}
      closeLabel={t('app.close')}
      onClose={onClose}
      asks={{ text: t('app.wouldBeLost'), stay: t('app.writeOn'), leave: t('app.throwAway') }}
      actions={
        <>
          {other && (
            <Button look="danger" disabled={other.disabled} onClick={() => void act(other.act)}>
              {other.label}
            </Button>
          )}
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button look={look} busy={isBusy} disabled={!canSend} onClick={() => void act(onSubmit)} autofocus={startsAtSubmit}>
            {submit}
          </Button>
        </>
      }
    >
      <form
        ref={frame}
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (canSend) void act(onSubmit);
        }}
      >
        {waiting ? <Waits {...waiting} /> : children}
        {error !== null && <ErrorNotice error={error} />}
        {/* Enter sends a form of several fields only when it has such a button. */}
        <button type="submit" hidden disabled={!canSend} />
      </form>
    </Dialog>
  );
}
