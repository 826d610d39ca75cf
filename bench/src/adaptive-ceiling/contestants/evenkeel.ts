import { nimbus } from '@evenkeel/toolkit';
import type { CeilingContestant, Job } from '../contestant.ts';
import { ceilings, contract, tier } from '../plan.ts';

type Client = ReturnType<typeof nimbus.createClient>;

function createClient({ baseUrl, apiKey, transport, random }: Job, ceiling: number | 'adaptive'): Client {
  return nimbus.createClient({ contract, tier, baseUrl, apiKey, transport, random, ceiling });
}

async function inferAll(client: Client, { calls, batchId, onProgress }: Job): Promise<void> {
  const payloads = Array.from({ length: calls }, (_, at) => ({ prompt: `Payload ${at}` }));
  await client.inferAll(payloads, {
    batchId,
    onProgress: ({ succeeded, failed }) => onProgress(succeeded + failed),
  });
  await client.close();
}

/** Shows what can be reached, since it knows the ceiling at every moment. */
export const told: CeilingContestant = {
  name: 'evenkeel, told',
  knows: `${ceilings.before}, then ${ceilings.after}`,
  async run(job) {
    const client = createClient(job, ceilings.before);
    job.whenFallen.then((ceiling) => client.setLimits({ ceiling }));
    await inferAll(client, job);
  },
};

/** Knows from the contract which ceilings the tiers have, but not which one its key has. */
export const adaptive: CeilingContestant = {
  name: 'evenkeel, adaptive',
  knows: 'the tiers',
  run: (job) => inferAll(createClient(job, 'adaptive'), job),
};
