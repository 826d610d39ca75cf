/** What the commands of this repository share: their output, their interruption, and their exit codes. */
export { Interrupted, interruption, orAborted, sleep, tries } from './abort.ts';
export { formatCount, formatDuration, formatPercent, formatRatio } from './format.ts';
export { HarnessFault } from './harness-fault.ts';
export { ProgressWriter } from './progress-writer.ts';
export { readArgs, readSeed } from './read-args.ts';
export { didYouMean } from './suggest.ts';
export { exitCodes, type Verdict, WRONG_CALL_EXIT, worst } from './verdict.ts';
export { WrongCall } from './wrong-call.ts';
