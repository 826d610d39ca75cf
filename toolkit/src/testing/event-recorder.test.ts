import { expect, it } from 'vitest';
import type { ResilienceEvent } from '../events.ts';
import { EventRecorder } from './event-recorder.ts';

it('remembers what was reported, in order, and finds it by type', () => {
  const recorder = new EventRecorder();
  const hint = { provider: 'nimbus', type: 'hint-ignored', name: 'a' } as const;
  const left = { provider: 'nimbus', type: 'limit-remaining', tier: 'free', unit: 'requests', remaining: 1 } as const;
  const reported: ResilienceEvent[] = [hint, left, { ...hint, name: 'b' }];
  for (const event of reported) recorder.sink(event);
  expect(recorder.events).toEqual(reported);
  expect(recorder.ofType('hint-ignored').map(({ name }) => name)).toEqual(['a', 'b']);
});
