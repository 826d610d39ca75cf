/** What load tests derive from a contract, for those who check that they do. */

export { shortenedAlert } from './prometheus/config.ts';
export { callTimeoutMs } from './shared/call-timeout.ts';
export { thresholdsFor } from './shared/objectives.ts';
export { hangAfterMs, loadMs } from './shared/timing.ts';
export { decide } from './verdict/decide.ts';
export type { Facts } from './verdict/evidence.ts';
