import type { ResilienceEvent } from '@evenkeel/toolkit';
import { expect, it } from 'vitest';
import { WalkedPaths } from './walked-paths.ts';

it.each<[string, object]>([
  ['a wait in a pause', { type: 'wait-started', cause: 'gate' }],
  ['a wait for room in a window', { type: 'wait-started', cause: 'rate' }],
  ['a backoff', { type: 'wait-started', cause: 'backoff' }],
  ['a retry of what was throttled', { type: 'retry-scheduled', reason: 'throttled' }],
  ['a retry of what was overloaded', { type: 'retry-scheduled', reason: 'overloaded' }],
  ['a retry of what was cut off', { type: 'retry-scheduled', reason: 'transient' }],
  ['a circuit that opened', { type: 'breaker-changed', from: 'closed', to: 'open' }],
  ['a call that ended ok', { type: 'call-ended', outcome: 'ok' }],
  ['a call that ended with an error', { type: 'call-ended', outcome: 'error' }],
  ['a call that was rejected', { type: 'call-ended', outcome: 'rejected' }],
  ['a call that was cancelled', { type: 'call-ended', outcome: 'cancelled' }],
])('counts %s', (path, event) => {
  const walked = new WalkedPaths();
  walked.hear(event as ResilienceEvent);
  walked.hear({ type: 'breaker-changed', from: 'open', to: 'half-open' } as ResilienceEvent);
  walked.hear({ type: 'wait-ended', cause: 'gate' } as ResilienceEvent);
  const gone = Object.entries(walked.counts).filter(([, count]) => count > 0);
  expect(gone).toEqual([[path, 1]]);
});
