import { createMemoryCoordinator } from '@evenkeel/toolkit';
import type { Caller, CreateCaller } from './caller.ts';
import { createToolkitCaller } from './toolkit.ts';

/** The toolkit's client. Without a Redis it has the whole limits to itself, as a single process. */
export const createEvenkeel: CreateCaller = async (orders, reports): Promise<Caller> => {
  const coordinator =
    orders.redisUrl === null
      ? createMemoryCoordinator()
      : (await import('@evenkeel/toolkit/redis')).createRedisCoordinator({
          redis: orders.redisUrl,
          expectedProcesses: orders.processes,
        });
  const caller = createToolkitCaller(orders, reports, { coordinator });
  return {
    ...caller,
    close: async () => {
      await caller.close();
      await coordinator.close();
    },
  };
};
