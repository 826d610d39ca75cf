import { expect, it } from 'vitest';
import { ProgressWriter, progressLine, type Snapshot } from './progress.ts';

const snapshot: Snapshot = {
  calls: 3_000,
  errorRatio: 0.002,
  tail: { name: 'p99', ms: 168.3 },
  throttled: 0,
  firing: [],
};

it('says how far the run is', () => {
  expect(progressLine('steady', 6_000, 15_200, snapshot)).toBe(
    'steady  ━━━━━━━━╌╌╌╌╌╌╌╌  15 s · 3,000 of 6,000 calls · errors 0.20 % · p99 168 ms · 429s 0',
  );
});

it('says it before the first number, too', () => {
  expect(progressLine('steady', 6_000, 400, null)).toBe('steady  ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌  0 s · 0 of 6,000 calls');
});

it('names the alerts that fire, and never overflows its bar', () => {
  const line = progressLine('s', 10, 0, { ...snapshot, calls: 50, firing: ['errors'] });
  expect(line).toContain('firing: errors');
  expect(line.match(/━/g)).toHaveLength(16);
});

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
