import type { Random } from '@evenkeel/toolkit';
import type { NodeTransport } from '@evenkeel/toolkit/node';
import type { Call } from './load.ts';
import type { Limits } from './plan.ts';

/** With what a contestant calls; it is the same for all. */
export interface CallerJob {
  limits: Limits;
  baseUrl: string;
  apiKey: string;
  transport: NodeTransport;
  random: Random;
  /** Where processes share limits; null where there is one process. */
  redisUrl: string | null;
  /** Its build, from 0: each has a protocol of its own. */
  build: number;
}

/** A contestant that is ready for calls. */
export interface Caller {
  /** Makes a call, as soon as it may. Rejects if it has failed for good. */
  call(call: Call): Promise<unknown>;
  close(): Promise<void>;
  /** How many trips to the store it has made. Default: none. */
  trips?(): number;
}

export interface Entrant {
  name: string;
  /** What it is told of the limits, for people. */
  knows: string;
  open(job: CallerJob): Caller | Promise<Caller>;
}
