// Shows the toasts, newest below; a click leads to what they tell of.

import type { VNode } from 'preact';
import { Button, IconButton } from '../../shared/components/Button';
import { Icon } from '../../shared/components/Icon';
import { alert, bell, check, close, person } from '../../shared/components/icons';
import { useStore } from '../../shared/store';
import { go } from '../router';
import { useT } from '../texts';
import { dismissToast, toasts, type Toast } from '../toasts';

const icons: Record<Toast['tone'], string> = { info: bell, good: check, bad: alert, human: person };

function One({ toast }: { toast: Toast }): VNode {
  const t = useT();
  const { href } = toast;
  const words = (
    <>
      <strong>{toast.title}</strong>
      {toast.text && <span class="notice-text">{toast.text}</span>}
    </>
  );
  return (
    <div class={`notice ${toast.tone}`}>
      <span class="notice-mark">
        <Icon of={icons[toast.tone]} size={18} />
      </span>
      {href ? (
        <button
          type="button"
          class="notice-body"
          onClick={() => {
            dismissToast(toast.id);
            go(href);
          }}
        >
          {words}
        </button>
      ) : (
        <div class="notice-body">{words}</div>
      )}
      {toast.action && (
        <Button
          size="s"
          onClick={() => {
            dismissToast(toast.id);
            toast.action?.run();
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <IconButton icon={close} label={t('app.close')} size="s" onClick={() => dismissToast(toast.id)} />
    </div>
  );
}

export function ToastStack(): VNode {
  const list = useStore(toasts);
  return (
    <div class="notices" role="status" aria-live="polite">
      {list.map((toast) => (
        <One key={toast.id} toast={toast} />
      ))}
    </div>
  );
}
