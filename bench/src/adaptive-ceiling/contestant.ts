import type { Random } from '@evenkeel/toolkit';
import type { NodeTransport } from '@evenkeel/toolkit/node';

/** What a contestant has to do, and with what; it is the same for all. */
export interface Job {
  calls: number;
  baseUrl: string;
  apiKey: string;
  /** The prefix of each call's id, before its number: the same ids get the same service times. */
  batchId: string;
  transport: NodeTransport;
  random: Random;
  /** Told how many calls have ended, with whatever outcome. */
  onProgress: (ended: number) => void;
  /** Resolves with the new ceiling when it falls. Only the told client may use it. */
  whenFallen: Promise<number>;
}

export interface CeilingContestant {
  name: string;
  /** What it knows of the ceiling, for people. */
  knows: string;
  /** Resolves when every call has ended. */
  run(job: Job): Promise<void>;
}
