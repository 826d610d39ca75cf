import type { Random } from '@evenkeel/toolkit';
import type { NodeTransport } from '@evenkeel/toolkit/node';

/** What a contestant has to do, and with what: the same for all. */
export interface Job {
  calls: number;
  baseUrl: string;
  apiKey: string;
  /** Before each call's number in its id: the same ids get the same service times. */
  batchId: string;
  transport: NodeTransport;
  random: Random;
  /** Calls that have ended, however they did. */
  onProgress: (ended: number) => void;
  /** Tells the new ceiling at the moment it falls. Only a client that is told may listen. */
  whenFallen: Promise<number>;
}

export interface CeilingContestant {
  name: string;
  /** What it is told of the ceiling, for people. */
  knows: string;
  /** Resolves when every call has ended. */
  run(job: Job): Promise<void>;
}
