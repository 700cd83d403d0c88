// A part whose file is loaded when it is first shown.

import type { ComponentType, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';

export function Later<Props extends object>({ of, ...props }: { of: () => Promise<ComponentType<Props>> } & Props): VNode | null {
  const [loaded, setLoaded] = useState<{ Part: ComponentType<Props> } | null>(null);
  useEffect(() => {
    let isWanted = true;
    void of().then((Part) => isWanted && setLoaded({ Part }));
    return () => {
      isWanted = false;
    };
  }, [of]);
  return loaded && <loaded.Part {...(props as unknown as Props)} />;
}
