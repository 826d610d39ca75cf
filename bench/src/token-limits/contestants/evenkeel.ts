import { ContractClient } from '@evenkeel/toolkit/providers';
import { createRedisCoordinator } from '@evenkeel/toolkit/redis';
import type { Caller, CallerJob, Entrant } from '../contestant.ts';
import { contractOf, operation } from '../contract.ts';
import { idOf } from '../load.ts';
import type { Limits } from '../plan.ts';
import { payloadOf } from './attempt.ts';

/** More than ever wait. */
const MAX_QUEUED = 100_000;
/** Beyond that of any build. */
const OTHER_PROTOCOL = 1_000;

async function open(
  limits: Limits | null,
  { baseUrl, apiKey, transport, random, redisUrl, build }: CallerJob,
): Promise<Caller> {
  const protocol = build === 0 ? {} : { protocol: OTHER_PROTOCOL + build };
  const coordinator = redisUrl === null ? undefined : createRedisCoordinator({ redis: redisUrl, ...protocol });
  let trips = 0;
  const client = new ContractClient(contractOf(limits), {
    apiKey,
    baseUrl,
    transport,
    random,
    maxQueued: MAX_QUEUED,
    ...(coordinator === undefined ? {} : { coordinator }),
    onEvent({ type }) {
      if (type === 'store-round-trip') trips += 1;
    },
  });
  await client.ready();
  return {
    call: (call) => client.request(operation, payloadOf(call), { callId: idOf(call) }),
    trips: () => trips,
    async close() {
      await client.close({ signal: AbortSignal.abort() });
      await coordinator?.close();
    },
  };
}

/** Its contract has both limits. */
export const toldBoth: Entrant = {
  name: 'evenkeel, told',
  knows: 'both limits',
  open: (job) => open(job.limits, job),
};

/** Its contract has no amounts: the answers tell them. */
export const learnt: Entrant = {
  name: 'evenkeel, learnt',
  knows: 'nothing',
  open: (job) => open(null, job),
};
