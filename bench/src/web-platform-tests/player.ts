import dns from 'node:dns';
import { runInThisContext } from 'node:vm';
import { fetchNamed } from './fetches.ts';
import { lookupOnLoopback } from './loopback-names.ts';
import { MARK, type PlayerMessage, type PlayOrder } from './said.ts';

/** What the tests' harness makes global, as far as it is called here. */
interface HarnessGlobals {
  add_result_callback(hear: (test: { name: string; status: number; message: string | null }) => void): void;
  add_completion_callback(hear: (tests: unknown, end: { status: number; message: string | null }) => void): void;
}

const HARNESS = '/resources/testharness.js';
/** Where Node.js' own fetch looks for what relative URLs are relative to. */
const BASE = Symbol.for('undici.globalOrigin.1');
const MOST_TOLD = 300;

/** Plays one file of tests in this process, which is made for it, and says how each goes. */
async function playFile({ url, scripts, fetch: name }: PlayOrder): Promise<void> {
  const plain = globalThis.fetch;
  const inPlace = await fetchNamed(name, plain);
  const location = new URL(url);
  const read = async (path: string): Promise<() => void> => {
    const { href, pathname } = new URL(path, location);
    const response = await plain(href);
    if (!response.ok) throw new Error(`${pathname} was answered with ${response.status}.`);
    const text = await response.text();
    return () => {
      try {
        runInThisContext(text, { filename: pathname });
      } catch (error) {
        strayed(error);
      }
    };
  };
  const [harness, ...others] = await Promise.all([HARNESS, ...scripts, url].map(read));
  const nowhere = { isWindow: () => false, isWorker: () => false, isShadowRealm: () => false };
  Object.assign(globalThis, { self: globalThis, location, GLOBAL: nowhere, fetch: inPlace });
  Object.defineProperty(globalThis, BASE, { value: location });
  // All in one turn: once the harness has waited for anything, it takes the first test that is done for the last.
  harness?.();
  hearHarness(globalThis as unknown as HarnessGlobals);
  for (const run of others) run();
}

function hearHarness(harness: HarnessGlobals): void {
  harness.add_result_callback(({ name, status, message }) => {
    const why = status === 0 || message === null ? {} : { why: message.slice(0, MOST_TOLD) };
    say({ kind: 'subtest', name, passed: status === 0, ...why });
  });
  harness.add_completion_callback((_, { status, message }) => {
    say({ kind: 'end', fault: status === 0 ? null : (message ?? `status ${status}`) });
    // What plain fetch keeps open for later requests would keep the process.
    process.exit(0);
  });
}

function say(said: PlayerMessage): void {
  // Names may hold what somebody takes for the end of a line.
  const line = JSON.stringify(said).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  process.stdout.write(`${MARK}${line}\n`);
}

function strayed(error: unknown): void {
  say({ kind: 'stray', what: (error instanceof Error ? error.message : typeof error).slice(0, MOST_TOLD) });
}

Object.assign(dns, { lookup: lookupOnLoopback });
// In a page an error that nobody takes ends nothing; it is told of.
process.on('uncaughtException', strayed);
await playFile(JSON.parse(process.argv[2] ?? '') as PlayOrder).catch(strayed);
