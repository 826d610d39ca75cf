import type { SdkCall, Tongue } from './calls.ts';

/** With what a contestant calls. */
export interface SdkJob {
  /** The upstream's address, without a path. */
  url: string;
  /** For what a contestant draws by itself, where it takes that. */
  seed: number;
  /** Hears of a streamed answer as soon as its caller has the first chunk. */
  onFirstChunk(call: number): void;
}

/** A contestant that is ready for calls. */
export interface SdkCaller {
  /**
   * @returns the number of the call that the answer is of
   * @throws whatever its user would see
   */
  call(call: SdkCall): Promise<number>;
  close?(): Promise<void>;
}

export interface SdkEntrant {
  name: string;
  /** By whose API it calls. */
  tongue: Tongue;
  open(job: SdkJob): SdkCaller;
}

/** All make as many attempts at most as ours by default. */
export const RETRIES = 3;
