import { listFaults } from '@evenkeel/mock-server/launch';
import { expect, it } from 'vitest';
import { loadFaults } from '../request/catalogue.ts';
import { listing } from './listing.ts';

it("lists the plans of faults with what they breach, and the mock server's faults", async () => {
  const plans = await loadFaults();
  const lines = listing([], plans).map((line) => line.trim());
  const bare = lines.indexOf('Faults of the mock server, of which nothing is foreseen');
  expect(lines.slice(0, bare)).toContainEqual(
    expect.stringMatching(/nimbus-slow.* 3 s more on every attempt of 3 % of the calls; breaches latency$/),
  );
  expect(lines.slice(bare + 1)).toHaveLength(listFaults().length);
  expect(lines.slice(bare + 1)).toContainEqual(expect.stringMatching(/ceiling.* at most 1 in flight for each key$/));
});
