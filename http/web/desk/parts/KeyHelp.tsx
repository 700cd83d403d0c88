// The sheet of keyboard shortcuts.

import type { VNode } from 'preact';
import { Dialog } from '../../shared/components/Dialog';
import { useT, type Key } from '../texts';

const groups: { title: Key; keys: [string[], Key][] }[] = [
  {
    title: 'keys.moving',
    keys: [
      [['j', '↓'], 'keys.next'],
      [['k', '↑'], 'keys.previous'],
      [['1', '2', '3', '4'], 'keys.tabs'],
      [['Alt+1'], 'keys.goInbox'],
      [['Alt+2'], 'keys.goUnmatched'],
      [['Alt+3'], 'keys.goKnowledge'],
      [['Alt+4'], 'keys.goColleagues'],
      [['/'], 'keys.search'],
    ],
  },
  {
    title: 'keys.conversation',
    keys: [
      [['a'], 'keys.accept'],
      [['r'], 'keys.reply'],
      [['n'], 'keys.note'],
      [['t'], 'keys.transfer'],
      [['c'], 'keys.close'],
      [['i'], 'keys.invite'],
      [['w'], 'keys.watch'],
      [['h'], 'keys.whisper'],
      [['o'], 'keys.join'],
      [['Enter', 'Ctrl+Enter'], 'keys.send'],
      [['Shift+Enter'], 'keys.newLine'],
      [['Ctrl+1', 'Ctrl+2', 'Ctrl+3'], 'keys.offers'],
      [['/'], 'keys.canned'],
      [['@'], 'keys.names'],
      [['f'], 'keys.find'],
      [['Esc'], 'keys.leave'],
    ],
  },
  {
    title: 'keys.workbench',
    keys: [
      [['j', 'k'], 'keys.clusterNext'],
      [['n'], 'keys.clusterNew'],
      [['a'], 'keys.clusterAdd'],
      [['1'], 'keys.clusterNearest'],
      [['m'], 'keys.clusterMerge'],
      [['s'], 'keys.clusterAssign'],
      [['i'], 'keys.clusterIgnore'],
    ],
  },
  {
    title: 'keys.entries',
    keys: [
      [['j', 'k'], 'keys.entryNext'],
      [['n'], 'keys.entryNew'],
      [['e'], 'keys.entryEdit'],
      [['x', 'a'], 'keys.entryChoose'],
      [['m'], 'keys.entryMove'],
      [['h'], 'keys.entryHistory'],
      [['c'], 'keys.entryComment'],
    ],
  },
  {
    title: 'keys.editing',
    keys: [
      [['Ctrl+S'], 'keys.save'],
      [['Ctrl+Enter'], 'keys.approve'],
      [['Ctrl+B', 'Ctrl+I', 'Ctrl+K'], 'keys.marks'],
      [['Esc'], 'keys.leave'],
      [['?'], 'keys.help'],
    ],
  },
];

export function KeyHelp({ onClose }: { onClose: () => void }): VNode {
  const t = useT();
  return (
    <Dialog title={t('keys.title')} closeLabel={t('app.close')} onClose={onClose} size="l">
      <div class="key-groups" tabIndex={0}>
        {groups.map((group) => (
          <section key={group.title}>
            <h3>{t(group.title)}</h3>
            <dl class="key-list">
              {group.keys.map(([keys, what]) => (
                <div key={what}>
                  <dt>{t(what)}</dt>
                  <dd>
                    {keys.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
