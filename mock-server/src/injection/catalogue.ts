import { ceiling } from '../faults/ceiling.ts';
import { gpuSlow } from '../faults/gpu-slow.ts';
import { httpError } from '../faults/http-error.ts';
import { jobFailure } from '../faults/job-failure.ts';
import { latency } from '../faults/latency.ts';
import { network } from '../faults/network.ts';
import { streamCut } from '../faults/stream-cut.ts';
import { upstreamError } from '../faults/upstream-error.ts';
import type { FaultKind } from './fault.ts';

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
