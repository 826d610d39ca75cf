import type { Case } from '../../case.ts';
import { settled } from '../../tools.ts';
import { costsNothing, retryAfterMsAndRemaining } from '../hints/dialects.fixture.ts';

export const resumeKeepsTheServersPause: Case = {
  id: 'resume-keeps-the-servers-pause',
  title: 'An operator that ends a pause does not end the one that the server told',
  source: 'RFC 6585, 4; RFC 9110, 10.2.3',
  async run(check) {
    const upstream = await check.upstream([
      { status: 429, headers: { 'x-ratelimit-remaining': '0', 'retry-after-ms': '400' } },
      200,
    ]);
    const client = check.client(upstream, { hints: retryAfterMsAndRemaining, costs: costsNothing });
    const [pause, resume] = [check.requires(client.pause), check.requires(client.resume)];
    await settled(client.call());
    pause();
    const held = client.call();
    resume();
    await held;
    const [first, second] = upstream.arrivals;
    const gapMs = (second?.atMs ?? Number.NaN) - (first?.endMs ?? Number.NaN);
    check.between('milliseconds to the next request', gapMs, 399, 4_000);
  },
  bug: {
    seam: 'servers-pause',
    // While an operator resumes, the server's pause is forgotten.
    becomes: "$& && !new Error().stack.includes('.resume (')",
  },
};
