/** What load tests derive from a contract, for the checks that they do. */
export { shortenedAlert } from './prometheus/server.ts';
export { callTimeoutMs } from './shared/call-timeout.ts';
export { type Evidence, noEvidence } from './shared/evidence.ts';
export { hangAfterMs, loadMs } from './shared/load-size.ts';
export { thresholdsFor } from './shared/objectives.ts';
export { decide } from './verdict/decide.ts';
