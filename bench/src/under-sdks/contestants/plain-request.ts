import { ITEMS } from '../api/speech.ts';
import type { SdkCall } from '../calls.ts';
import type { SdkCaller, SdkEntrant, SdkJob } from '../contestant.ts';

/** What plain code sends. */
export interface PlainRequest {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
  /** Whether a repeat has no effect of its own. Peers must be told of each request; ours sees it by the key. */
  repeatable: boolean;
}

/** What plain code is answered. */
export interface PlainAnswer {
  call: number;
}

export function plainRequest({ url }: SdkJob, { number, kind }: SdkCall): PlainRequest {
  const headers = { authorization: 'Bearer local' };
  if (kind === 'read') return { url: `${url}${ITEMS}/${number}`, method: 'GET', headers, repeatable: true };
  const keyed = kind === 'keyed-write';
  return {
    url: `${url}${ITEMS}`,
    method: 'POST',
    headers: {
      ...headers,
      'content-type': 'application/json',
      ...(keyed ? { 'idempotency-key': `call-${number}` } : {}),
    },
    body: JSON.stringify({ call: number }),
    repeatable: keyed,
  };
}

/** Plain code on any fetch. */
export const plainCaller = (job: SdkJob, send: typeof fetch): SdkCaller => ({
  async call(call) {
    const { url, repeatable: _, ...init } = plainRequest(job, call);
    const response = await send(url, init);
    if (response.ok) return ((await response.json()) as PlainAnswer).call;
    await response.body?.cancel();
    throw new Error(`The answer is ${response.status}.`);
  },
});

export const plainFetch: SdkEntrant = {
  name: 'fetch',
  tongue: 'json',
  open: (job) => plainCaller(job, fetch),
};
