import type { CallerName } from '../../shared/fleet-names.ts';
import type { CreateCaller } from './caller.ts';

/** Each is loaded by the processes that use it alone. */
export const callers: Readonly<Record<CallerName, () => Promise<CreateCaller>>> = {
  evenkeel: async () => (await import('./evenkeel.ts')).createEvenkeel,
  uncoordinated: async () => (await import('./uncoordinated.ts')).createUncoordinated,
  bottleneck: async () => (await import('./bottleneck.ts')).createBottleneck,
};
