import { shim } from './install.ts';

type Globals = Pick<
  typeof globalThis,
  | 'AbortController'
  | 'AbortSignal'
  | 'DOMException'
  | 'Event'
  | 'EventTarget'
  | 'URL'
  | 'performance'
  | 'structuredClone'
>;

/** For `describe.each`: each test must hold for both, so that the shim does not drift away from the platform's own. */
export const runtimes: [string, Globals][] = [
  ['Node.js', globalThis],
  ['the shim', shim as unknown as Globals],
];
