// The site's switch for seeing what visitors are typing.

import type { VNode } from 'preact';
import { Switch } from '../parts/Switch';
import type { PartProps } from '../site/SiteEditor';
import { useT } from '../texts';

export function TypingPreview({ settings, change }: Pick<PartProps, 'settings' | 'change'>): VNode {
  const t = useT();
  return (
    <section class="card">
      <Switch
        label={t('preview.label')}
        hint={t('preview.hint')}
        isOn={settings.typing_preview === true}
        onChange={(wanted) => change({ typing_preview: wanted })}
      />
    </section>
  );
}
