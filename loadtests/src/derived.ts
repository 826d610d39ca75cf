/** What load tests derive from a contract, for those who check that they do. */
export { callTimeoutMs } from '../scenarios/lib/call-timeout.ts';
export { thresholdsFor } from '../scenarios/lib/thresholds.ts';
export { shortenedAlert } from './prometheus/config.ts';
export { hangAfterMs, loadMs } from './run/timing.ts';
export { decide } from './verdict/decide.ts';
export type { Facts } from './verdict/facts.ts';
