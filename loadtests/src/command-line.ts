/** What the commands of this repository have in common: how they speak, how they are stopped, and what they end with. */
export { orAborted } from './abort.ts';
export { HarnessFault } from './harness-fault.ts';
export { formatDuration } from './report/format.ts';
export { ProgressWriter } from './report/progress.ts';
export { interruption } from './run/interrupted.ts';
export { didYouMean } from './suggest.ts';
export { exitCodes, type Verdict, WRONG_CALL_EXIT, worst } from './verdict/verdict.ts';
export { WrongCall } from './wrong-call.ts';
