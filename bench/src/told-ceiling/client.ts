import { nimbus } from '@evenkeel/toolkit';
import { seededRandom } from '@evenkeel/toolkit/testing';
import { BATCH_ID, scenarios } from './plan.ts';

/** Runs a scenario's client in a process of its own: arguments say what to do, and its parent says when. */
const [name, baseUrl = '', calls, seed] = process.argv.slice(2);

const scenario = scenarios.find((each) => each.name === name);
if (scenario === undefined) throw new Error(`There is no scenario "${name}".`);
process.on('disconnect', () => process.exit(1));
const go = new Promise((resolve) => process.once('message', resolve));
process.send?.({ type: 'ready' });
await go;

const { tier, keyTier, ceiling, contract } = scenario;
const client = nimbus.createClient({
  tier,
  baseUrl,
  apiKey: `nmb_${keyTier}_local`,
  random: seededRandom(Number(seed)),
  ...(ceiling && { ceiling }),
  ...(contract && { contract }),
});
const payloads = Array.from({ length: Number(calls) }, (_, at) => ({ prompt: `Payload ${at}` }));
await client.inferAll(payloads, { batchId: BATCH_ID });
await client.close();
process.send?.({ type: 'finished' });
