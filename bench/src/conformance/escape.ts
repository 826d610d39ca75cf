import { AsyncLocalStorage } from 'node:async_hooks';

type Take = (error: unknown) => void;

const scopes = new AsyncLocalStorage<Take>();

/** What `fn` throws where nobody awaits it, from a timer or a listener, goes to `take`: see `catchEscapes`. */
export function inScope<T>(take: Take, fn: () => T): T {
  return scopes.run(take, fn);
}

/**
 * An error that nobody awaits would end the process, and with it all cases that
 * run at the same time. From now on it goes to the case that it comes from.
 *
 * @param lost takes those that come from none
 */
export function catchEscapes(lost: Take): void {
  const take: Take = (error) => (scopes.getStore() ?? lost)(error);
  process.on('uncaughtException', take);
  process.on('unhandledRejection', take);
}
