import { describe, expect, it } from 'vitest';
import { areReady, FileTray } from '../shared/files';
import { ApiError, NetworkError } from '../shared/api';
import type { Attachment } from '../shared/types';

const kept: Attachment = { id: 'file-1', name: 'receipt.pdf', type: 'application/pdf', size: 12 };

/** A tray whose files end in this way. */
function trayThat(send: () => Promise<Attachment>): FileTray {
  return new FileTray({ send, limits: () => ({ accept: '.pdf', most_bytes: 100, most: 5 }), tooLarge: () => 'too large', wrongKind: () => 'wrong kind' });
}

const file = (name: string): File => new File(['some bytes'], name);
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('whether a message may go', () => {
  it('is not asked of no files', () => expect(areReady([])).toBeUndefined());

  it('waits for a file on its way, and for one that may be tried again', async () => {
    const onItsWay = trayThat(() => new Promise(() => undefined));
    onItsWay.add([file('a.pdf')]);
    expect(areReady(onItsWay.items.get())).toBe(false);

    const cutOff = trayThat(() => Promise.reject(new NetworkError()));
    cutOff.add([file('a.pdf')]);
    await settled();
    expect(areReady(cutOff.items.get())).toBe(false);
  });

  it('is not kept waiting by a file that is not taken', async () => {
    const tray = trayThat(() => Promise.reject(new ApiError({ title: 'not a PDF', status: 422, code: 'file-kind' })));
    tray.add([file('a.exe'), file('a.pdf')]);
    await settled();
    expect(tray.items.get().map(({ reason }) => reason)).toEqual(['wrong kind', 'not a PDF']);
    expect(areReady(tray.items.get())).toBeUndefined();
  });
});

it('files of a message that is written on go with it again', async () => {
  const tray = trayThat(() => Promise.resolve(kept));
  tray.add([file('receipt.pdf')]);
  await settled();
  const taken = tray.take();
  expect(tray.items.get()).toEqual([]);
  tray.putBack(taken);
  expect(areReady(tray.items.get())).toBe(true);
  expect(tray.take()).toEqual([kept]);
});
