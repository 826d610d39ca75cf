import { AsyncLocalStorage } from 'node:async_hooks';

type Take = (error: unknown) => void;

const scopes = new AsyncLocalStorage<Take>();

/** Runs `fn`; errors that it throws where nobody awaits them, as in a timer, go to `take`: see `catchEscapes`. */
export function inScope<T>(take: Take, fn: () => T): T {
  return scopes.run(take, fn);
}

/**
 * Sends errors that nobody awaits to the cases that they come from. Otherwise such
 * an error would end the process, and all cases that run at the same time with it.
 *
 * @param lost takes errors that come from no case
 */
export function catchEscapes(lost: Take): void {
  const take: Take = (error) => (scopes.getStore() ?? lost)(error);
  process.on('uncaughtException', take);
  process.on('unhandledRejection', take);
}
