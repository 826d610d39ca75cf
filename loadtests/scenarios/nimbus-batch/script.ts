import { loadOf, nextBatch, oneByOne } from '@evenkeel/loadtests/scenarios';

export const options = oneByOne(loadOf('batches'), 'infer_batch');

export default function (): void {
  nextBatch({ path: '/nimbus/batch', operation: 'infer_batch' });
}
