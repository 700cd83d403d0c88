// A part whose file is loaded when it is first shown.

import type { ComponentType, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useT } from '../texts';
import { toast } from '../toasts';

export function Later<Props extends object>({ of, ...props }: { of: () => Promise<ComponentType<Props>> } & Props): VNode | null {
  const t = useT();
  const [loaded, setLoaded] = useState<{ Part: ComponentType<Props> } | null>(null);
  useEffect(() => {
    let isWanted = true;
    of().then(
      (Part) => isWanted && setLoaded({ Part }),
      () => isWanted && toast('bad', t('app.unreachable')),
    );
    return () => {
      isWanted = false;
    };
  }, [of, t]);
  return loaded && <loaded.Part {...(props as unknown as Props)} />;
}
