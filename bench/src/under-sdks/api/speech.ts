import type { IncomingHttpHeaders } from 'node:http';
import type { Tongue } from '../calls.ts';

/** What a request asks for. */
export interface Understood {
  tongue: Tongue;
  /** Undefined: it names no call. */
  call: number | undefined;
  streamed: boolean;
  effect: boolean;
  key: string | null;
}

export interface SpokenRequest {
  method?: string | undefined;
  url?: string | undefined;
  headers: IncomingHttpHeaders;
}

/** What is asked of completions has no effect of its own, whatever the method. */
export const COMPLETIONS = '/v1/chat/completions';
export const CHARGES = '/v1/charges';
export const ITEMS = '/v1/items';

const whole = (text: unknown): number | undefined => (/^\d+$/.test(String(text)) ? Number(text) : undefined);

/** Each call says its number where its API has room for it, so that SDKs need not be given a header for it. */
export function understand({ method, url = '', headers }: SpokenRequest, body: string): Understood {
  const { 'idempotency-key': key = null } = headers;
  const effect = method === 'POST';
  const rest = { streamed: false, effect, key: key === null ? null : String(key) };
  if (url === COMPLETIONS) {
    const { metadata, stream } = JSON.parse(body) as { metadata?: { call?: string }; stream?: boolean };
    return { ...rest, tongue: 'openai', call: whole(metadata?.call), streamed: stream === true, effect: false };
  }
  if (url.startsWith(CHARGES)) {
    const call = effect ? new URLSearchParams(body).get('metadata[call]') : url.slice(`${CHARGES}/ch_`.length);
    return { ...rest, tongue: 'stripe', call: whole(call) };
  }
  const call = effect ? (JSON.parse(body) as { call?: number }).call : url.slice(`${ITEMS}/`.length);
  return { ...rest, tongue: 'json', call: whole(call) };
}

const MODEL = 'gpt-4o-mini';

const completion = (call: number, object: string, choice: object): string =>
  JSON.stringify({ id: `chatcmpl-${call}`, object, created: 0, model: MODEL, choices: [{ index: 0, ...choice }] });

/** Says in the API's form which call it answers. */
export function successBody(tongue: Tongue, call: number): string {
  if (tongue === 'json') return JSON.stringify({ call });
  if (tongue === 'stripe') {
    return JSON.stringify({ id: `ch_${call}`, object: 'charge', amount: 100, metadata: { call: String(call) } });
  }
  const message = { role: 'assistant', content: `call ${call}`, refusal: null };
  return completion(call, 'chat.completion', { message, finish_reason: 'stop' });
}

/** The same as events: the first, and the last with the end. */
export function successEvents(call: number): [first: string, last: string] {
  const event = (choice: object): string => `data: ${completion(call, 'chat.completion.chunk', choice)}\n\n`;
  return [
    event({ delta: { role: 'assistant', content: 'call ' }, finish_reason: null }),
    `${event({ delta: { content: String(call) }, finish_reason: 'stop' })}data: [DONE]\n\n`,
  ];
}

/** What a completion says, read back. NaN: nothing that was said. */
export const callIn = (content: string | null | undefined): number =>
  Number(/^call (\d+)$/.exec(content ?? '')?.[1] ?? Number.NaN);

const types: Readonly<Record<number, string>> = { 429: 'rate_limit_error' };

export const errorBody = (status: number): string =>
  JSON.stringify({ error: { type: types[status] ?? 'api_error', message: `This is a ${status}.` } });

/** How the API asks to wait: OpenAI to the millisecond, others in whole seconds, which is what they can read. */
export function waitHint(tongue: Tongue, waitMs: number): { headers: Record<string, string>; toldMs: number } {
  if (tongue === 'openai') {
    const toldMs = Math.ceil(waitMs);
    return { headers: { 'retry-after-ms': String(toldMs) }, toldMs };
  }
  const seconds = Math.ceil(waitMs / 1_000);
  return { headers: { 'retry-after': String(seconds) }, toldMs: seconds * 1_000 };
}
