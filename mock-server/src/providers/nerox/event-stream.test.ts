import { setImmediate as nextTurn } from 'node:timers/promises';
import { FakeClock } from '@evenkeel/toolkit/testing';
import { describe, expect, test } from 'vitest';
import { eventsOf } from './app.fixture.ts';
import { EventStream, type EventStreamOptions } from './event-stream.ts';
import { History } from './gpu/history.ts';

class Rig {
  readonly history = new History();
  readonly clock = new FakeClock();
  cuts = 0;
  readonly stream: EventStream;

  constructor(options: Partial<EventStreamOptions> = {}) {
    this.stream = new EventStream({
      history: this.history,
      after: 0,
      clock: this.clock,
      heartbeatMs: 15_000,
      cutAfter: null,
      onCut: () => {
        this.cuts += 1;
      },
      ...options,
    });
  }

  /** Collects all that the stream sends from now on. */
  read(): { text: string } {
    const said = { text: '' };
    this.stream.on('data', (chunk) => {
      said.text += chunk;
    });
    return said;
  }
}

/** Adds events of more than 100 bytes each; a thousand are more than a buffer holds. */
function fill(history: History, count: number): void {
  for (let n = 0; n < count; n += 1) history.add('progress', { n, text: 'x'.repeat(100) });
}

test('begins with the time to wait before a reconnection, and tells each event in turn', async () => {
  const rig = new Rig();
  const { stream, history } = rig;
  const said = rig.read();
  history.add('status', { status: 'queued' });
  await nextTurn();
  history.add('end', { text: 'two\nlines' });
  await nextTurn();
  expect(said.text).toBe(
    'retry: 1000\n\nid: 1\nevent: status\ndata: {"status":"queued"}\n\nid: 2\nevent: end\ndata: {"text":"two\\nlines"}\n\n',
  );
  expect([stream.readableEnded, rig.cuts]).toEqual([true, 0]);
});

test('a reader that does not read costs no more memory than a buffer, and misses nothing', async () => {
  const { stream, history } = new Rig();
  fill(history, 5_000);
  const first = stream.read() as Buffer;
  await nextTurn();
  fill(history, 5_000);
  await nextTurn();
  expect(stream.readableLength).toBeLessThan(2 * 16_384);
  history.add('end', {});
  let text = first.toString();
  for await (const chunk of stream) text += chunk;
  expect(eventsOf(text).map(({ id }) => id)).toEqual(Array.from({ length: 10_001 }, (_, n) => n + 1));
});

describe('signs of life', () => {
  test('come on the real clock, and none after the end', async () => {
    const rig = new Rig();
    const said = rig.read();
    await nextTurn();
    rig.clock.tick(14_999);
    await nextTurn();
    expect(said.text).toBe('retry: 1000\n\n');
    rig.clock.tick(30_001);
    await nextTurn();
    expect(said.text).toBe(`retry: 1000\n\n${': heartbeat\n\n'.repeat(3)}`);
    rig.history.add('end', {});
    await nextTurn();
    expect(rig.clock.pending).toBe(0);
  });

  test('are not kept for a reader that is behind', async () => {
    const rig = new Rig();
    fill(rig.history, 1_000);
    rig.stream.read(0);
    await nextTurn();
    const before = rig.stream.readableLength;
    rig.clock.tick(15_000_000);
    expect(rig.stream.readableLength).toBe(before);
  });
});

test.each([
  [0, [1, 2, 3]],
  [2, [3]],
  [3, []],
])('after event %i it reads on with %j', async (after, ids) => {
  const rig = new Rig({ after });
  const said = rig.read();
  fill(rig.history, 2);
  rig.history.add('end', {});
  await nextTurn();
  expect(eventsOf(said.text).map(({ id }) => id)).toEqual(ids);
});

test('cut, it tells nothing after so many events, not even of life', async () => {
  const rig = new Rig({ cutAfter: 2 });
  const said = rig.read();
  fill(rig.history, 5);
  await nextTurn();
  rig.clock.tick(100_000);
  rig.history.add('end', {});
  await nextTurn();
  expect(eventsOf(said.text).map(({ id }) => id)).toEqual([1, 2]);
  expect(rig.cuts).toBe(1);
});

test('closed, it leaves nothing behind', async () => {
  const rig = new Rig();
  rig.read();
  rig.stream.destroy();
  await nextTurn();
  expect(rig.clock.pending).toBe(0);
  fill(rig.history, 1);
});
