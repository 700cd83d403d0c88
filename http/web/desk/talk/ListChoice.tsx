// How the lists of conversations look and are ordered, behind a button beside their title.

import type { VNode } from 'preact';
import { Select } from '../../shared/components/Field';
import { Icon } from '../../shared/components/Icon';
import { filter } from '../../shared/components/icons';
import { useStore } from '../../shared/store';
import { useDesk } from '../desk';
import { Popover } from '../parts/Popover';
import { Switch } from '../parts/Switch';
import { Waits } from '../parts/Waits';
import { languageName, useT } from '../texts';
import { MY_GROUPS, sorts, useDeskChoice, type Sort } from './choice';

const languages = ['en', 'zh-CN', 'zh-TW'];
const looks = ['excerpts', 'labels', 'times'] as const;

export function ListChoice(): VNode {
  const t = useT();
  const groups = useStore(useDesk().queue, (queue) => queue?.groups) ?? [];
  const { choice, isKnown, error, change, again } = useDeskChoice();
  const isNarrowed = choice.group !== null || choice.language !== null;
  return (
    <Popover
      label={t(isNarrowed ? 'view.narrowed' : 'view.title')}
      button={<Icon of={filter} size={18} />}
      buttonClass={`icon-button ${isNarrowed ? 'is-on' : ''}`}
      place="below-end"
    >
      {() => !isKnown ? (
        <div class="menu-group padded list-choice">
          <Waits error={error} again={again} />
        </div>
      ) : (
        <div class="menu-group padded list-choice">
          <Select label={t('view.sort')} value={choice.sort} onChange={(event) => change({ sort: event.currentTarget.value as Sort })}>
            {sorts.map((one) => (
              <option key={one} value={one}>
                {t(`view.sort.${one}`)}
              </option>
            ))}
          </Select>
          <Select label={t('view.group')} value={choice.group ?? ''} onChange={(event) => change({ group: event.currentTarget.value || null })}>
            <option value="">{t('view.all')}</option>
            <option value={MY_GROUPS}>{t('view.myGroups')}</option>
            {groups.map((group) => (
              <option key={group.id} value={group.name}>
                {group.name}
              </option>
            ))}
          </Select>
          <Select label={t('view.language')} value={choice.language ?? ''} onChange={(event) => change({ language: event.currentTarget.value || null })}>
            <option value="">{t('view.all')}</option>
            {languages.map((one) => (
              <option key={one} value={one}>
                {languageName(t, one)}
              </option>
            ))}
          </Select>
          {looks.map((one) => (
            <Switch key={one} label={t(`view.${one}`)} isOn={choice[one]} onChange={(wanted) => change({ [one]: wanted })} />
          ))}
          <Switch
            label={t('view.ctrlEnter')}
            isOn={choice.send_on === 'ctrl-enter'}
            onChange={(wanted) => change({ send_on: wanted ? 'ctrl-enter' : 'enter' })}
          />
        </div>
      )}
    </Popover>
  );
}
