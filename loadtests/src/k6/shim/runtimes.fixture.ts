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

/** For `describe.each`: what is true of the shim must be true of the platform's own, or the two have drifted apart. */
export const runtimes: [string, Globals][] = [
  ['Node.js', globalThis],
  ['the shim', shim as unknown as Globals],
];
