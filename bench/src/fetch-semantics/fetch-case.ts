import type { FetchBugName } from './bugs.ts';
import type { Fetch } from './fetch.ts';
import type { LoopbackServer } from './loopback-server.ts';
import type { ActingPolicy } from './policies.ts';

/** Something that holds of plain `fetch`, and of whatever is put in its place. */
export interface FetchCase {
  /** In kebab case, unique. */
  name: string;
  /** What holds, in a sentence. */
  holds: string;
  /**
   * Calls `fetch`, and tells what its caller saw, as JSON. What the server saw is
   * told by the server. Nothing in it may depend on how fast the machine is.
   * @param server a fresh one, which is closed when this has settled
   */
  observe(fetch: Fetch, server: LoopbackServer): Promise<unknown>;
  /** A planted bug that this case must see. */
  bug: FetchBugName;
  /** Whether requests come in an order that depends on the machine. Default: they come in one order. */
  unordered?: true;
  /** The policy that makes the subject differ here, and rightly so. Default: none does. */
  policy?: ActingPolicy;
}

/** The cases on one topic. A new topic is a file in `cases/`. */
export interface FetchGroup {
  /** For the table. */
  topic: string;
  cases: readonly FetchCase[];
}
