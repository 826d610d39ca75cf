import { AsyncLocalStorage } from 'node:async_hooks';

type TakeError = (error: unknown) => void;

const runs = new AsyncLocalStorage<TakeError>();

/** Runs `run`; errors that nobody takes in it, in a timer or a rejection, go to `take`: see `whileTakingErrors`. */
export const takingErrors = <T>(take: TakeError, run: () => T): T => runs.run(take, run);

/**
 * Keeps errors that nobody takes from ending the process while `run` runs.
 * @param lost takes those that come from no run
 */
export async function whileTakingErrors<T>(lost: TakeError, run: () => Promise<T>): Promise<T> {
  const take: TakeError = (error) => (runs.getStore() ?? lost)(error);
  process.on('uncaughtException', take);
  process.on('unhandledRejection', take);
  try {
    return await run();
  } finally {
    process.off('uncaughtException', take);
    process.off('unhandledRejection', take);
  }
}
