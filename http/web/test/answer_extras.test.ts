import { describe, expect, it } from 'vitest';
import { linkOf } from '../shared/components/AnswerExtras';

describe('a button that leads away', () => {
  it('leads over http, https, mailto and tel', () => {
    for (const target of ['https://shop.example/a?b=1', 'http://shop.example/', 'mailto:help@shop.example', 'tel:+861380000']) {
      expect(linkOf(target)).toBe(target);
    }
  });

  it('never runs anything, and never leads to a path of this server', () => {
    for (const target of ['javascript:alert(1)', ' JavaScript:alert(1)', 'data:text/html,x', '/v1/session', '//evil.example', 'shop.example', 'https://', '']) {
      expect(linkOf(target)).toBeNull();
    }
  });
});
