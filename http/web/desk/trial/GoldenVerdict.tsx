// How the golden questions fare on a candidate: newly broken, newly fixed, broken before.

import type { VNode } from 'preact';
import { Icon } from '../../shared/components/Icon';
import { alert, check } from '../../shared/components/icons';
import { EntryLink } from '../parts/WhyPanel';
import { useT, word } from '../texts';
import type { GoldenFailure, GoldenResult } from './types';

/** `question` is the entry's; one that is gone has only its id. */
export function Outcome({ kind, entry, question }: { kind: string; entry: string | null; question: string | null }): VNode {
  const t = useT();
  return (
    <>
      {word(t, 'decision', kind)}
      {entry && (
        <>
          {': '}
          <EntryLink entry={entry}>{question ?? entry}</EntryLink>
        </>
      )}
    </>
  );
}

function Table({ title, failures, isFixed }: { title: string; failures: readonly GoldenFailure[]; isFixed?: boolean }): VNode | null {
  const t = useT();
  if (failures.length === 0) return null;
  return (
    <>
      <h3 class={isFixed ? 'golden-fixed' : 'golden-broken'}>
        <Icon of={isFixed ? check : alert} size={18} />
        {title}
      </h3>
      <div class="table-scroll" tabIndex={0} role="region" aria-label={title}>
        <table class="compare">
          <thead>
            <tr>
              <th>{t('publish.failText')}</th>
              <th>{t('publish.failExpect')}</th>
              <th>{t(isFixed ? 'publishing.was' : 'publish.failGot')}</th>
            </tr>
          </thead>
          <tbody>
            {failures.map((one) => (
              <tr key={one.text}>
                <th scope="row">{one.text}</th>
                <td data-label={t('publish.failExpect')}>
                  <Outcome kind={one.expect} entry={one.expect_entry} question={one.expect_question} />
                </td>
                <td data-label={t(isFixed ? 'publishing.was' : 'publish.failGot')}>
                  <Outcome kind={one.got} entry={one.got_entry} question={one.got_question} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

export function GoldenVerdict({ result }: { result: GoldenResult }): VNode {
  const t = useT();
  const all = result.passed + result.failed;
  if (all === 0) return <p class="hint">{t('publishing.noGolden')}</p>;
  const broken = result.failures.filter((one) => one.is_new);
  const old = result.failures.filter((one) => !one.is_new);
  return (
    <div class="golden-verdict">
      {result.failed === 0 && (
        <p class="good-notice">
          <Icon of={check} size={18} />
          {t('publish.goldenAll', { count: result.passed })}
        </p>
      )}
      {result.failed > 0 && <p>{t('publish.golden', { passed: result.passed, all })}</p>}
      <Table title={t('publishing.newlyBroken', { count: result.newly_broken })} failures={broken} />
      <Table title={t('publishing.newlyFixed', { count: result.newly_fixed })} failures={result.fixed} isFixed />
      <Table title={t('publishing.brokenBefore', { count: result.failed - result.newly_broken })} failures={old} />
    </div>
  );
}
