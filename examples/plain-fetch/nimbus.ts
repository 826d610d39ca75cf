/**
 * The program in the API's guide, unchanged: 500 requests in parallel, no policies. Run it against `npm run mock` to
 * see what that costs:
 *
 *   node examples/plain-fetch/nimbus.ts
 */
const baseUrl = process.env.NIMBUS_BASE_URL ?? 'http://127.0.0.1:4010';
const apiKey = process.env.NIMBUS_API_KEY ?? 'nmb_free_local';

async function infer(prompt: string): Promise<Response> {
  const response = await fetch(`${baseUrl}/v1/infer`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ prompt }),
    signal: AbortSignal.timeout(30_000),
  });
  await response.text();
  return response;
}

const prompts = Array.from({ length: 500 }, (_, index) => `Summarise document ${index}.`);
const results = await Promise.allSettled(prompts.map(infer));

const tally = new Map<string, { requests: number; 'x-ratelimit-remaining': string; 'retry-after': string }>();
for (const result of results) {
  const response = result.status === 'fulfilled' ? result.value : undefined;
  const status = response === undefined ? 'no response' : String(response.status);
  const row = tally.get(status) ?? {
    requests: 0,
    'x-ratelimit-remaining': response?.headers.get('x-ratelimit-remaining') ?? '-',
    'retry-after': response?.headers.get('retry-after') ?? '-',
  };
  row.requests += 1;
  tally.set(status, row);
}
console.table(Object.fromEntries(tally));
