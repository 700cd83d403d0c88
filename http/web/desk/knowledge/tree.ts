// The categories as a tree: "bills/payment" stands below "bills", which need not hold entries of its
// own.  Pure.

import type { Category, CategoryName } from '../types';

export interface TreeNode {
  path: string;
  name: string;
  /** Entries in it and below it. */
  entries: number;
  children: TreeNode[];
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
export const parentOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');
export const isWithin = (path: string, category: string): boolean => path === category || path.startsWith(`${category}/`);

/** How categories are called in this language, by path. */
export function namesIn(names: readonly CategoryName[], language: string): ReadonlyMap<string, string> {
  const fallback = language === 'zh-TW' ? names.filter((one) => one.language === 'zh-CN') : [];
  return new Map([...fallback, ...names.filter((one) => one.language === language)].map((one) => [one.category, one.name]));
}

/** A path as people read it: "Shop / Returns". */
export function wayTo(path: string, called: ReadonlyMap<string, string>): string {
  const parts = path.split('/');
  return parts.map((part, at) => called.get(parts.slice(0, at + 1).join('/')) ?? part).join(' / ');
}

export function treeOf(categories: readonly Category[], called: ReadonlyMap<string, string> = new Map()): TreeNode[] {
  const roots: TreeNode[] = [];
  const known = new Map<string, TreeNode>();
  const nodeAt = (path: string): TreeNode => {
    const have = known.get(path);
    if (have) return have;
    const node: TreeNode = { path, name: called.get(path) ?? nameOf(path), entries: 0, children: [] };
    known.set(path, node);
    (path.includes('/') ? nodeAt(parentOf(path)).children : roots).push(node);
    return node;
  };
  for (const { category, entries } of categories) {
    if (!category) continue;
    for (let path = category; path; path = parentOf(path)) nodeAt(path).entries += entries;
  }
  const sort = (nodes: TreeNode[]): TreeNode[] => {
    nodes.sort((one, other) => one.name.localeCompare(other.name));
    for (const node of nodes) sort(node.children);
    return nodes;
  };
  return sort(roots);
}

/** Where a category would stand when it is dropped on another ('' is the top); null when it can't go there. */
export function movedTo(category: string, target: string): string | null {
  if (target && isWithin(target, category)) return null;
  const path = target ? `${target}/${nameOf(category)}` : nameOf(category);
  return path === category ? null : path;
}

/** The nodes that are seen, in order, with those that stand open unfolded. */
export function visible(nodes: readonly TreeNode[], isOpen: (path: string) => boolean, depth = 0): { node: TreeNode; depth: number }[] {
  return nodes.flatMap((node) => [{ node, depth }, ...(isOpen(node.path) ? visible(node.children, isOpen, depth + 1) : [])]);
}
