import { HarnessFault } from '../command-line/harness-fault.ts';

/** What a test or a run does to a Redis of its own. */
export interface RedisControl {
  /** Ends it at once, as a crash would: connections break, new ones are refused, and all data is gone. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, empty, at the same URL. */
  restart(): Promise<void>;
  /** It answers nothing from here on, while connections stay open. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
}

/** A Redis for a test or a run, until `stop`. */
export type Redis =
  | { kind: 'memory'; url: null; control: null; stop(): Promise<void> }
  /** Somebody else's: it is never stopped, and what is in it stays. */
  | { kind: 'url'; url: string; control: null; stop(): Promise<void> }
  | { kind: 'server' | 'testcontainers'; url: string; control: RedisControl; stop(): Promise<void> };

export interface RedisOptions {
  /** Ends the start with the signal's own reason. */
  signal?: AbortSignal | undefined;
  /** Told in one line what was found, and what takes long. Default: nobody. */
  onProgress?: ((line: string) => void) | undefined;
  /** Default: that of this process. */
  env?: NodeJS.ProcessEnv | undefined;
}

/** A Redis that was asked for can't be had here. The message says what helps. */
export class RedisMissing extends HarnessFault {
  override name = 'RedisMissing';
  readonly code = 'EVK_REDIS_MISSING';
}
