import type { Fetch } from '../fetch.ts';
import type { Exchange } from '../loopback-server.ts';
import type { ActingPolicy } from '../policies.ts';
import type { CreateFetch, PageBugName } from './page-bugs.ts';

/** What both sides of a run know of each other: each marks what has happened, and waits for what the other has marked. */
interface Marks {
  reach(mark: string): void;
  reached(mark: string): Promise<void>;
}

/** What a case's server has beside its requests. */
export interface Scene extends Marks {
  /** The run's place at the other origin, as the page has it. */
  other: string;
  /** Tells what was seen here. It takes the place of the requests where a case says what must be seen. */
  note(what: string): void;
}

/** A request of a run. Its path is without what tells runs apart; `at` counts those of the run. */
export interface PageExchange extends Exchange {
  path: string;
}

/** What a case has in the page. */
export interface Page extends Marks {
  /** What is called in place of fetch, made without options. */
  fetch: Fetch;
  /** Makes it with options. */
  create: CreateFetch;
  /** The run's own place at the origin of the page, without a slash at its end. */
  url: string;
  /** Its place at another origin. */
  other: string;
}

/**
 * Something that holds in a page: of the page's own `fetch` and of whatever is put in its place; or, where `expected`
 * says what must be seen, of the latter alone.
 */
export interface PageCase {
  /** In kebab case, unique. */
  name: string;
  /** What holds, in a sentence. */
  holds: string;
  /** Makes what answers the requests of one run. It runs in Node.js, and may use nothing but its arguments and globals. */
  serve(scene: Scene): (exchange: PageExchange) => unknown;
  /** Runs in the page: calls fetch, and tells what its caller saw, as JSON. It may use nothing of Node.js. */
  observe(page: Page): Promise<unknown>;
  /** A planted bug that this case must see. */
  bug: PageBugName;
  /** What the page must see, and what the server must have noted. Default: what the page's own fetch shows. */
  expected?: { client: unknown; server: readonly string[] };
  /** Whether requests come in an order that depends on the machine. Default: they come in one order. */
  unordered?: true;
  /** The policy that makes the subject differ here, and rightly so. Default: none does. */
  policy?: ActingPolicy;
}

/** The cases on one topic. A new topic is a file in `cases/`, and a line of cases.ts. */
export interface PageGroup {
  /** For the table. */
  topic: string;
  cases: readonly PageCase[];
}

/** What the page is told to run. */
export interface PageOrder {
  id: number;
  /** The case's name. */
  name: string;
  /** `plain`, `ours`, or the bug to be planted. */
  subject: PageSubject;
  /** A run that takes longer has hung. */
  limitMs: number;
  /** The other origin. */
  other: string;
}

export type PageSubject = 'plain' | 'ours' | PageBugName;

/** What the page tells of a run. */
export type PageWord = { client: unknown; untaken: readonly unknown[] } | { broke: string };
