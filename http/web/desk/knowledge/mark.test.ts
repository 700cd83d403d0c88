import { describe as about, expect, it } from 'vitest';
import { around, describe, inserted, linked, listed, type Selected } from './mark';

/** "a [b] c": the brackets 〈〉 are the selection. */
const at = (shown: string): Selected => ({ text: shown.replace(/[〈〉]/g, ''), start: shown.indexOf('〈'), end: shown.indexOf('〉') - 1 });
const show = ({ text, start, end }: Selected) => `${text.slice(0, start)}〈${text.slice(start, end)}〉${text.slice(end)}`;

about('marks in an answer', () => {
  it('go around the selection and off again', () => {
    expect(show(around(at('a 〈b〉 c'), '**', 'bold'))).toBe('a **〈b〉** c');
    expect(show(around(at('a **〈b〉** c'), '**', 'bold'))).toBe('a 〈b〉 c');
    expect(show(around(at('a 〈〉'), '*', 'words'))).toBe('a *〈words〉*');
  });

  it('make lines a list and plain again', () => {
    expect(show(listed(at('x\n〈one\ntwo〉\ny')))).toBe('x\n〈- one\n- two〉\ny');
    expect(show(listed(at('〈- one\n- two〉')))).toBe('〈one\ntwo〉');
  });

  it('make a link of words or of an address', () => {
    expect(show(linked(at('see 〈our shop〉.'), 'text'))).toBe('see [our shop](〈https://〉).');
    expect(show(linked(at('〈https://a.example〉'), 'text'))).toBe('[〈text〉](https://a.example)');
  });

  it('put an image on lines of its own', () => {
    expect(show(inserted(at('Before〈〉after'), '![x](/v1/files/1)'))).toBe('Before\n\n![x](/v1/files/1)〈〉\n\nafter');
    expect(show(inserted(at('〈〉'), '![x](y)'))).toBe('![x](y)〈〉');
  });

  it('describe an image by its name', () => {
    expect(describe('shop [front] (1).png')).toBe('shop front 1');
  });
});
