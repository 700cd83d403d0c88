import { describe, expect, it } from 'vitest';
import { movedTo, namesIn, treeOf, visible, wayTo } from './tree';

const tree = treeOf([
  { category: '', entries: 3 },
  { category: 'bills/payment', entries: 2 },
  { category: 'bills', entries: 1 },
  { category: 'roaming/prices/asia', entries: 4 },
]);

describe('the tree of categories', () => {
  it('has the branches that hold no entries themselves, and counts what is below', () => {
    expect(visible(tree, () => true).map(({ node, depth }) => [node.path, depth, node.entries])).toEqual([
      ['bills', 0, 3],
      ['bills/payment', 1, 2],
      ['roaming', 0, 4],
      ['roaming/prices', 1, 4],
      ['roaming/prices/asia', 2, 4],
    ]);
  });

  it('shows what stands open only', () => {
    expect(visible(tree, (path) => path === 'bills').map(({ node }) => node.path)).toEqual(['bills', 'bills/payment', 'roaming']);
  });

  it('says where a dropped category stands, and refuses circles and nothing', () => {
    expect(movedTo('roaming/prices', 'bills')).toBe('bills/prices');
    expect(movedTo('roaming/prices', '')).toBe('prices');
    expect(movedTo('roaming', 'roaming/prices')).toBeNull();
    expect(movedTo('roaming', 'roaming')).toBeNull();
    expect(movedTo('bills/payment', 'bills')).toBeNull();
    expect(movedTo('bill', 'bills')).toBe('bills/bill');
  });
});

describe('the names of categories', () => {
  const names = [
    { category: 'bills', language: 'zh-CN', name: '账单' },
    { category: 'bills', language: 'en', name: 'Your bills' },
    { category: 'bills/payment', language: 'zh-TW', name: '繳費' },
  ];

  it('are those of the reader, for readers in Taiwan else the Simplified ones', () => {
    expect([...namesIn(names, 'en')]).toEqual([['bills', 'Your bills']]);
    expect(wayTo('bills/payment/late', namesIn(names, 'zh-TW'))).toBe('账单 / 繳費 / late');
  });

  it('stand in the tree, by which it is sorted', () => {
    const [first] = treeOf([{ category: 'aaa', entries: 1 }, { category: 'bills', entries: 1 }], new Map([['bills', 'A']]));
    expect(first?.name).toBe('A');
  });
});
