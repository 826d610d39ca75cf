import type { Case } from '../../case.ts';
import { settled, sleep } from '../../tools.ts';

const WINDOW_MS = 500;

export const throttleRecovers: Case = {
  id: 'throttle-recovers',
  title: 'Once the upstream accepts again, and the outage is out of the window, none is refused here',
  source: 'SRE book, Handling Overload: client-side throttling',
  async run(check) {
    let down = true;
    const upstream = await check.upstream(() => (down ? 503 : 200));
    const client = check.client(upstream, { throttle: { k: 2, windowMs: WINDOW_MS, minimumRequests: 10 } });
    for (let at = 0; at < 40; at += 1) await settled(client.call());
    down = false;
    await sleep(1.2 * WINDOW_MS);
    const before = upstream.arrivals.length;
    for (let at = 0; at < 40; at += 1) await settled(client.call());
    check.equal('requests of forty calls', upstream.arrivals.length - before, 40);
  },
  bug: {
    seam: 'accepted-is-counted',
    becomes: 'false',
  },
};
