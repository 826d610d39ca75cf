import { ProgressWriter } from '@evenkeel/tools/command-line';
import { expect, it } from 'vitest';
import { progressOf } from './outcome.ts';

it('shows how far the run is', () => {
  const written: string[] = [];
  const stream = { isTTY: true, columns: 80, write: (text: string) => written.push(text) };
  progressOf(new ProgressWriter(stream as unknown as NodeJS.WriteStream))(3, 12, 'runs');
  expect(written.join('')).toMatch(/3 of 12 runs · [\d.]+ ms$/);
});
