import { count } from './meter.ts';
import { payloadStatuses } from './ndjson.ts';
import { post } from './post.ts';
import { recordBatch } from './record.ts';

export interface Batch {
  path: string;
  operation: string;
  /** Payload `i` becomes the call `<id>.<i>`. */
  id: string;
  payloads: readonly unknown[];
  /** Counted, but left out of what the assertions judge. */
  warmUp: boolean;
}

/** Sends one batch, counts each of its payloads, and records how long the whole took. */
export function batch({ path, operation, id, payloads, warmUp }: Batch): void {
  const response = post({ path, operation, id, body: { payloads } }, 'text');
  const statuses = payloadStatuses(payloads.length, response.status, response.body);
  for (const status of statuses) count(operation, status);
  recordBatch({
    id,
    warmUp,
    size: payloads.length,
    succeeded: statuses.filter((status) => status === 200).length,
    durationMs: response.timings.duration,
  });
}
