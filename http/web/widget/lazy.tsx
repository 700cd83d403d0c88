// Parts that few visitors need are loaded when they are shown.

import type { ComponentType, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';

export function lazy<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>): (props: Props) => VNode | null {
  let loaded: ComponentType<Props> | null = null;
  return function Lazy(props: Props) {
    const [Part, setPart] = useState<ComponentType<Props> | null>(() => loaded);
    useEffect(() => {
      if (loaded) return;
      void load().then((module) => {
        loaded = module.default;
        setPart(() => module.default);
      });
    }, []);
    return Part ? <Part {...props} /> : null;
  };
}
