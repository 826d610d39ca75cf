import type { CallerName } from '../../shared/fleet-names.ts';
import type { CreateCaller } from './caller.ts';

/** Each caller is loaded only by the processes that use it. */
export const callers: Readonly<Record<CallerName, () => Promise<CreateCaller>>> = {
  evenkeel: async () => (await import('./evenkeel.ts')).createEvenkeel,
  uncoordinated: async () => (await import('./uncoordinated.ts')).createUncoordinated,
  bottleneck: async () => (await import('./bottleneck.ts')).createBottleneck,
};
