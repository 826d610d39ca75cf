import type { Payloads } from '../call/batch.ts';
import type { CallRequest } from './request.ts';

type Parts = Pick<CallRequest<never>, 'params' | 'query' | 'headers'>;

/** A payload of a batch, and what is sent beside it. */
export class BatchItem {
  readonly payload: unknown;
  readonly #partsOf: ((payload: unknown) => Parts) | undefined;

  constructor(payload: unknown, partsOf: ((payload: unknown) => Parts) | undefined) {
    this.payload = payload;
    this.#partsOf = partsOf;
  }

  /** Asked when the call is made, so that what it throws ends that call only. */
  parts(): Parts {
    return this.#partsOf?.(this.payload) ?? {};
  }
}

/** The payloads as items; an array stays one, since a batch tells how many payloads it has in all. */
export function itemsOf(payloads: Payloads<unknown>, partsOf?: (payload: unknown) => Parts): Payloads<BatchItem> {
  const item = (payload: unknown): BatchItem => new BatchItem(payload, partsOf);
  if (Array.isArray(payloads)) return payloads.map(item);
  return (async function* () {
    for await (const payload of payloads) yield item(payload);
  })();
}
