import { expect, it } from 'vitest';
import { bytePieces, textPieces } from './text-pieces.ts';

async function* of<T>(...pieces: T[]): AsyncGenerator<T> {
  yield* pieces;
}

const all = async <T>(pieces: AsyncIterable<T>): Promise<T[]> => {
  const got: T[] = [];
  for await (const piece of pieces) got.push(piece);
  return got;
};

it.each<[what: string, pieces: (Uint8Array | string)[], text: string]>([
  ['text as it is', ['a', 'é'], 'aé'],
  ['bytes', [new Uint8Array([97]), new Uint8Array([0xc3, 0xa9])], 'aé'],
  ['a character that two pieces share', [new Uint8Array([0xc3]), new Uint8Array([0xa9])], 'é'],
  ['one that is cut off', [new Uint8Array([97, 0xc3])], 'a\ufffd'],
  ['nothing', [], ''],
])('text of %s', async (_what, pieces, text) => {
  expect((await all(textPieces(of(...pieces)))).join('')).toBe(text);
});

it('bytes of text and of bytes', async () => {
  const pieces = await all(bytePieces(of<Uint8Array | string>('é', new Uint8Array([1]))));
  expect(pieces.map((piece) => [...piece])).toEqual([[0xc3, 0xa9], [1]]);
});
