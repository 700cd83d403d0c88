import { describe, expect, it } from 'vitest';
import { editOf, solutionOf } from './changes';

const opened = { title: 'Lamp', detail: 'Flickers', contact: '', revision: 3 };

describe('what a dialog of a ticket sends', () => {
  it('is of the revision that was opened, and only what was changed', () => {
    expect(editOf(opened, { title: 'Lamp', detail: 'Flickers at night', contact: '' })).toEqual({ revision: 3, detail: 'Flickers at night' });
    expect(editOf(opened, { title: 'Lamp', detail: '', contact: '' })).toEqual({ revision: 3, detail: '' });
  });

  it('solves the one that was opened', () => {
    expect(solutionOf(opened, ' Mended. ')).toEqual({ revision: 3, state: 'solved', solution: 'Mended.' });
  });
});
