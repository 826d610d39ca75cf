import { Child } from '@evenkeel/tools/child';
import { expect, it } from 'vitest';
import { HeldUpstream } from '../servers/held-upstream.fixture.ts';
import { script } from '../servers/servers.fixture.ts';
import type { Report } from './cancelled-batch.fixture.ts';

/** The plan's ceiling, and so how many calls are in flight. */
const AT_ONCE = 50;

it('a cancelled batch starts no attempt after the abort, settles every payload and leaves nothing behind', async () => {
  await using upstream = await HeldUpstream.start();
  await using child = new Child(script('test/nimbus/cancelled-batch.fixture.ts', { BASE_URL: upstream.url }));
  const settled = child.next('settled');
  const reported = child.next('report');
  const inFlight = (count: number) => expect.poll(() => upstream.waiting).toBe(count);

  await inFlight(AT_ONCE);
  upstream.answer();
  await inFlight(AT_ONCE);
  child.send({ type: 'abort' });
  // Nothing is answered from now on, so only the abort settles payloads.
  await settled;
  await inFlight(0);
  expect(upstream.callIds).toHaveLength(2 * AT_ONCE);
  upstream.holdNoMore();
  child.send({ type: 'go-on' });

  const { ends, started, okAfterwards, resources } = (await reported).report as Report;
  expect(ends.toSorted()).toEqual([...Array(500 - AT_ONCE).fill('EVK_CANCELLED'), ...Array(AT_ONCE).fill('ok')]);
  expect(started).toEqual({ before: 2 * AT_ONCE, after: 0 });
  expect(upstream.callIds.filter((id) => id.startsWith('cancelled.'))).toHaveLength(2 * AT_ONCE);
  // The slots are free again, and after close() neither a timer nor a socket is left.
  expect(okAfterwards).toBe(50);
  expect(resources.after).toEqual(resources.before);
  expect(await child.ended).toBe(0);
});
