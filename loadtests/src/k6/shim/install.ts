import { AbortController, AbortSignal } from './abort.ts';
import { DOMException } from './dom-exception.ts';
import { Event, EventTarget } from './event-target.ts';
import { Performance } from './performance.ts';
import { structuredClone } from './structured-clone.ts';
import { URL } from './url.ts';

/** Globals that the toolkit or cockatiel needs, and k6's runtime lacks. */
export const shim = {
  AbortController,
  AbortSignal,
  DOMException,
  Event,
  EventTarget,
  URL,
  performance: new Performance(() => Date.now()),
  structuredClone,
};

/** Adds the globals that `runtime` lacks, and leaves those that it has. */
export function install(runtime: { Symbol: object }): void {
  for (const [name, value] of Object.entries(shim)) add(runtime, name, value);
  // esbuild's async generators look for this name too.
  add(runtime.Symbol, 'asyncIterator', Symbol.for('Symbol.asyncIterator'));
}

function add(to: object, name: string, value: unknown): void {
  if (!(name in to)) Object.defineProperty(to, name, { value, writable: true, configurable: true });
}
