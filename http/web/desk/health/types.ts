// The shapes of the worklist.

export type HealthKind = 'conflict' | 'duplicate' | 'misleading' | 'worsened' | 'unhelpful' | 'expiring' | 'unmatched' | 'unused';
export type HealthAction = 'move-variant' | 'merge' | 'review' | 'extend' | 'workbench' | 'retire';

export interface HealthItem {
  kind: HealthKind;
  action: HealthAction;
  entry: string | null;
  question: string | null;
  other: string | null;
  other_question: string | null;
  text: string | null;
  category: string | null;
  share: number;
  share_before: number;
  count: number;
  count_before: number;
  at: number;
}

export interface HealthAnswer {
  items: HealthItem[];
  total: number;
  questions: number;
  share: number;
  days: number;
}
