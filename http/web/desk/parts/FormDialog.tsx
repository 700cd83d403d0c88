// A dialog that asks for something and sends it: one button that sends, once however often it is
// pressed, Enter too; a refusal is shown below the fields, and what was typed stays.

import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { Dialog } from '../../shared/components/Dialog';
import { useT } from '../texts';
import { ErrorNotice } from './ErrorNotice';

export interface FormDialogProps {
  title: string;
  /** What the button that sends says. */
  submit: string;
  look?: 'primary' | 'danger';
  isReady?: boolean;
  /** Nothing has to be filled in: Enter at once sends. */
  startsAtSubmit?: boolean;
  /** Another thing that can be done, such as deleting. */
  other?: { label: string; disabled: boolean; act: () => Promise<unknown> };
  /** Sends, and closes the dialog; throws what was refused. */
  onSubmit: () => Promise<unknown>;
  onClose: () => void;
  children: ComponentChildren;
}

export function FormDialog({ title, submit, look = 'primary', isReady = true, startsAtSubmit = false, other, onSubmit, onClose, children }: FormDialogProps): VNode {
  const t = useT();
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
  return (
    <Dialog
      title={title}
      closeLabel={t('app.close')}
      onClose={onClose}
      actions={
        <>
          {other && (
            <Button look="danger" disabled={other.disabled} onClick={() => void act(other.act)}>
              {other.label}
            </Button>
          )}
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button look={look} busy={isBusy} disabled={!isReady} onClick={() => void act(onSubmit)} autofocus={startsAtSubmit}>
            {submit}
          </Button>
        </>
      }
    >
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) void act(onSubmit);
        }}
      >
        {children}
        {error !== null && <ErrorNotice error={error} />}
        {/* Enter sends a form of several fields only when it has such a button. */}
        <button type="submit" hidden disabled={!isReady} />
      </form>
    </Dialog>
  );
}
