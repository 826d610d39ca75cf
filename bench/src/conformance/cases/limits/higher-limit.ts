import type { Case } from '../../case.ts';
import { settled, until } from '../../tools.ts';

export const higherLimit: Case = {
  id: 'higher-limit',
  title: 'A limit that is raised lets those who wait go at once, and not when the next slot is free',
  source: 'resilience4j, Bulkhead.changeConfig(); opossum issue 450 (runtime reconfiguration)',
  async run(check) {
    const upstream = await check.upstream([{ hang: true }]);
    const client = check.client(upstream, { bulkhead: { limit: 1 } });
    const setLimit = check.requires(client.setLimit);
    for (let at = 0; at < 6; at += 1) void settled(client.call());
    await until(() => upstream.arrivals.length === 1);
    setLimit(4);
    await until(() => upstream.arrivals.length >= 4, 4_000);
    check.equal('requests', upstream.arrivals.length, 4);
  },
  bug: {
    seam: 'higher-limit',
    becomes: '',
  },
};
