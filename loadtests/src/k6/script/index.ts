/** The building blocks of k6 scripts. */
export { expectedCalls } from '../../shared/load-size.ts';
export { parseTsp } from '../../shared/tsplib/parse.ts';
export { type Batch, batch } from './batch.ts';
export { nextBatch } from './batches.ts';
export { call } from './call.ts';
export { constantRate, loadOf, oneByOne } from './executors.ts';
export { readUsage, solveJob } from './job.ts';
export { K6Transport, type K6TransportOptions } from './k6-transport.ts';
export { count } from './meter.ts';
export { networkOf } from './network.ts';
export { prompt } from './prompt.ts';
export { run } from './run.ts';
