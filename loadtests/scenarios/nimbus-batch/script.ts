import { loadOf, nextBatch, oneByOne } from '../../src/k6/script/index.ts';

export const options = oneByOne(loadOf('batches'), 'infer_batch');

export default function (): void {
  nextBatch({ path: '/nimbus/batch', operation: 'infer_batch' });
}
