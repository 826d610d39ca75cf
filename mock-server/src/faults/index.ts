import { ceiling } from './ceiling.ts';
import type { FaultKind } from './fault.ts';
import { gpuSlow } from './gpu-slow.ts';
import { httpError } from './http-error.ts';
import { jobFailure } from './job-failure.ts';
import { latency } from './latency.ts';
import { network } from './network.ts';
import { streamCut } from './stream-cut.ts';
import { upstreamError } from './upstream-error.ts';

/** Every kind of fault that can be injected. */
export const faultKinds: readonly FaultKind[] = [
  httpError,
  latency,
  ceiling,
  network,
  upstreamError,
  jobFailure,
  gpuSlow,
  streamCut,
];
