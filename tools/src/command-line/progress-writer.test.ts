import { expect, it } from 'vitest';
import { ProgressWriter } from './progress-writer.ts';

function stream(isTTY: boolean): { written: string[]; stream: NodeJS.WriteStream } {
  const written: string[] = [];
  const fake = { isTTY, columns: 30, write: (text: string) => written.push(text) };
  return { written, stream: fake as unknown as NodeJS.WriteStream };
}

it('rewrites its line on a terminal', () => {
  const { written, stream: to } = stream(true);
  const writer = new ProgressWriter(to);
  writer.show('x'.repeat(50), 0);
  writer.say('done');
  expect(written).toEqual([`\r\u001b[K${'x'.repeat(29)}`, '\r\u001b[K', 'done\n']);
});

it('writes a line every 5 s elsewhere', () => {
  const { written, stream: to } = stream(false);
  const writer = new ProgressWriter(to);
  for (const nowMs of [0, 1_000, 4_999, 5_000, 9_000, 10_500]) writer.show(`at ${nowMs}`, nowMs);
  expect(written).toEqual(['at 0\n', 'at 5000\n', 'at 10500\n']);
});
