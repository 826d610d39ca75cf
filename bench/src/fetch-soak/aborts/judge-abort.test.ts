import { describe, expect, it } from 'vitest';
import { type AbortSeen, judgeAbort, latestOf } from './judge-abort.ts';
import type { AbortEnd } from './stage.ts';

const ended: AbortEnd = { what: 'the call', expects: 'reason', how: 'reason', tookMs: 1 };
const good: AbortSeen = {
  ends: [ended],
  lateMs: 1,
  sentAfter: 0,
  open: 0,
  others: 3,
  othersDone: 3,
  room: 12,
  timers: 0,
  listeners: 0,
};

const ruling = (change: Partial<AbortSeen>) => judgeAbort({ seen: { ...good, ...change } }, 12);
const end = (change: Partial<AbortEnd>): Partial<AbortSeen> => ({ ends: [ended, { ...ended, ...change }] });

describe('an abort', () => {
  it.each<[string, Partial<AbortSeen>]>([
    ['ends the call with its reason', {}],
    ['takes up to 50 ms', end({ tookMs: 50 })],
    ['ends a body with its reason', end({ expects: 'abort' })],
    ['ends a body with an AbortError', end({ expects: 'abort', how: 'abort' })],
    ['comes too late to matter, however long that takes', end({ expects: 'value', how: 'value', tookMs: 900 })],
  ])('holds where it %s', (_what, change) => {
    expect(ruling(change)).toEqual({ result: 'holds' });
  });

  it.each<[string, Partial<AbortSeen>, string]>([
    ['does not end the call', { ends: [{ what: 'the call', expects: 'reason' }] }, 'the call has not ended.'],
    ['has another reason', end({ how: 'another error' }), 'the call has ended with another error.'],
    [
      'has the platform’s error in place of the reason',
      end({ how: 'abort' }),
      'the call has ended with an AbortError.',
    ],
    ['does not reject', end({ how: 'value' }), 'the call has ended with a value.'],
    ['ends what it must not', end({ expects: 'value' }), 'the call has ended with the reason.'],
    ['takes longer', end({ tookMs: 60 }), 'It took 60 ms; 50 ms are promised.'],
    ['sends once more', { sentAfter: 1 }, '1 requests were sent after it.'],
    ['leaves a connection', { open: 1 }, '1 connections are open.'],
    ['touches others', { othersDone: 2 }, 'Of 3 other calls 2 were done.'],
    ['keeps what it took', { room: 11 }, '11 calls leave at once after it, and not 12.'],
    ['gives back too much', { room: 13 }, '13 calls leave at once after it, and not 12.'],
    ['leaves a timer', { timers: 1 }, '1 timers are left.'],
    ['leaves a listener', { listeners: 1 }, '1 listeners are left.'],
  ])('is broken where it %s', (_what, change, why) => {
    expect(ruling(change)).toEqual({ result: 'broken', why });
  });

  it('shows nothing where the machine was late, or the point was not reached', () => {
    expect(ruling({ ...end({ tookMs: 80 }), lateMs: 41 })).toEqual({
      result: 'void',
      why: 'It took 80 ms; 50 ms are promised. The machine was 41 ms late then.',
    });
    expect(ruling({ ...end({ tookMs: 80 }), lateMs: 39 })).toMatchObject({ result: 'broken' });
    expect(judgeAbort({ broke: 'Waited in vain.' }, 12)).toEqual({ result: 'void', why: 'Waited in vain.' });
  });

  it('is broken whatever the machine does, where something is left', () => {
    expect(ruling({ ...end({ tookMs: 80 }), lateMs: 70, sentAfter: 1 })).toMatchObject({ result: 'broken' });
  });
});

it('is as late as the last that it ends', () => {
  expect(latestOf({ ends: [ended, { ...ended, tookMs: 7 }, { ...ended, expects: 'value', tookMs: 9 }] })).toBe(7);
});
