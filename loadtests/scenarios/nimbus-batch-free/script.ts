import { loadOf, nextBatch, oneByOne } from '../lib/index.ts';

export const options = oneByOne(loadOf('batches'), 'infer_batch');

export default function (): void {
  nextBatch({ path: '/nimbus/batch', operation: 'infer_batch' });
}
