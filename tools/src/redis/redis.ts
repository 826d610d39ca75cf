import { HarnessFault } from '../command-line/harness-fault.ts';

/** What a test or a run can do to its own Redis. */
export interface RedisControl {
  /** Ends it at once, like a crash: connections break, new ones are refused, and all data is gone. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, empty, at the same URL. */
  restart(): Promise<void>;
  /** Makes it answer nothing, while connections stay open. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
}

/** A Redis for a test or a run, until `stop`. */
export type Redis =
  | { kind: 'memory'; url: null; control: null; stop(): Promise<void> }
  /** A Redis that belongs to somebody else: it is never stopped, and its data stays. */
  | { kind: 'url'; url: string; control: null; stop(): Promise<void> }
  | { kind: 'server' | 'testcontainers'; url: string; control: RedisControl; stop(): Promise<void> };

export interface RedisOptions {
  /** Aborting it ends the start, with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Called with a line that says what was found, or what takes long. Default: none. */
  onProgress?: ((line: string) => void) | undefined;
  /** The environment to search by. Default: that of this process. */
  env?: NodeJS.ProcessEnv | undefined;
}

/** The Redis that was asked for can't be had here. The message says what helps. */
export class RedisMissing extends HarnessFault {
  override name = 'RedisMissing';
  readonly code = 'EVK_REDIS_MISSING';
}
