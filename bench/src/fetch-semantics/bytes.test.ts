import { expect, it } from 'vitest';
import { lookOfBytes } from './bytes.ts';

it.each<[Uint8Array, unknown]>([
  [Buffer.from('grün'), 'grün'],
  [new Uint8Array([0xff, 0]), 'bytes \u00ff\0'],
  [new Uint8Array(2_001), expect.stringMatching(/^2001 bytes, SHA-256 \S{44}$/)],
])('tells bytes', (bytes, look) => {
  expect(lookOfBytes(bytes)).toEqual(look);
});
