import type { Case } from '../../case.ts';

interface Reported {
  type?: string;
  cause?: string;
  limit?: string;
}

export const waitNamesItsLimit: Case = {
  id: 'wait-names-its-limit',
  title: 'What is reported of a wait names the limit that held the call last',
  source: 'OpenAI, Rate limits (whichever limit is hit first); Google SRE workbook, Alerting on SLOs',
  async run(check) {
    const reported: Reported[] = [];
    const upstream = await check.upstream([200]);
    const onEvent = (event: unknown): void => {
      const { type, cause } = event as Reported;
      if (type === 'wait-ended' && cause === 'rate') reported.push(event as Reported);
    };
    const client = check.client(upstream, {
      quotas: [
        { unit: 'points', limit: 10, windowMs: 300, costs: { safe: 10 } },
        { unit: 'tokens', limit: 10, windowMs: 900, costs: { safe: 10 } },
      ],
      onEvent,
    });
    await Promise.all([client.call(), client.call()]);
    check.equal(
      'limits of waits',
      reported.map(({ limit }) => limit),
      ['tokens'],
    );
  },
  bug: {
    seam: 'limit-that-holds',
    becomes: 'undefined',
  },
};
