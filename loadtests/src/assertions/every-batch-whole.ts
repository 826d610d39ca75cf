import { formatCount } from '@evenkeel/tools/command-line';
import type { Assertion } from './assertion.ts';

const name = 'every payload of every batch succeeded';

/** A failed payload never makes others fail, and in a healthy run none fails. */
export const everyBatchWhole: Assertion = ({ batches }) => {
  const measured = batches.filter((batch) => !batch.warmUp);
  if (measured.length === 0) {
    return { name, ok: null, seen: 'no batch', reason: 'No batch was measured, so none can be called whole.' };
  }
  const torn = measured.filter((batch) => batch.succeeded < batch.size);
  const seen = measured.map((batch) => `${formatCount(batch.succeeded)} of ${formatCount(batch.size)}`).join(', ');
  if (torn.length === 0) return { name, ok: true, seen };
  return {
    name,
    ok: false,
    seen,
    reason: `Payloads failed in ${torn.length} of ${measured.length} batches: ${seen} succeeded.`,
  };
};
