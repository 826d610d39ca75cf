import { setTimeout as delay } from 'node:timers/promises';
import { Child, nodeScript } from '@evenkeel/tools/child';
import { sum } from '../statistics.ts';
import type { Api } from './api/api.ts';
import type { ClientOrder, Made } from './client.ts';
import type { LoadPlan } from './plan.ts';

/** What a contestant's processes have told of their calls. */
export interface Told {
  /** In the order in which they came. */
  made: readonly Made[];
  /** Trips to the store, of all processes. */
  trips: number;
  /** For how long they ran from when the load began until each had ended its calls, in sum. */
  ranMs: number;
  /** How late a process was itself at worst. */
  lateMs: number;
}

/** The processes of a contestant, which are ready, and have sent nothing yet. */
export interface ReadyClients {
  /** @param atMs when the load begins, in milliseconds since the epoch */
  start(atMs: number, onEnded: (calls: number) => void): Promise<Told>;
}

export interface RaceEntry {
  contestant: string;
  plan: LoadPlan;
  seed: number;
  api: Api;
  store: SharedStore | null;
}

/** A Redis that processes share. */
export interface SharedStore {
  url: string;
  /** From when on it can be used, in milliseconds since the epoch. */
  settlesAtMs: number;
}

/** A contestant's key: each has limits of its own. */
export const keyOf = (contestant: string): string => contestant.replace(/\W+/g, '-');

/** Starts a contestant's processes. @param signal ends them */
export async function prepareClients(entrant: RaceEntry, signal: AbortSignal): Promise<ReadyClients> {
  const { contestant, plan, seed, api, store } = entrant;
  const children = Array.from({ length: plan.processes }, (_, process) => {
    const order: ClientOrder = {
      contestant,
      baseUrl: api.url,
      apiKey: keyOf(contestant),
      plan,
      seed,
      process,
      redisUrl: store?.url ?? null,
    };
    const script = nodeScript(new URL('./client.ts', import.meta.url), JSON.stringify(order));
    const child = new Child({ name: `the client "${contestant}"`, ...script, signal });
    return { child, warm: child.next('warm') };
  });
  await Promise.all(children.map(({ warm }) => warm));
  await delay(Math.max(0, (store?.settlesAtMs ?? 0) - Date.now()), undefined, { signal });
  // Only now, so that none is kept from Redis by what others do to get warm.
  const ready = children.map(({ child }) => child.next('ready'));
  for (const { child } of children) child.send({ type: 'open' });
  await Promise.all(ready);
  return {
    async start(atMs, onEnded) {
      const ended = new Map<Child, number>();
      const finished = children.map(({ child }) => {
        child.onMessage(({ type, ended: calls }) => {
          if (type !== 'progress') return;
          ended.set(child, Number(calls));
          onEnded(sum([...ended.values()]));
        });
        const told = child.next('finished');
        child.send({ type: 'go', atMs });
        return told;
      });
      const all = Promise.all(finished);
      const over = new AbortController();
      const late = delay(atMs + plan.loadMs + plan.drainMs - Date.now(), undefined, { signal: over.signal });
      await Promise.race([all, late]).finally(() => over.abort());
      late.catch(() => {});
      for (const { child } of children) child.send({ type: 'stop' });
      const told = await all;
      return {
        made: told
          .flatMap(({ made }) => made as Made[])
          .toSorted((a, b) => a.offeredAtMs - b.offeredAtMs || a.call - b.call),
        trips: sum(told.map(({ trips }) => Number(trips))),
        ranMs: sum(told.map(({ ranMs }) => Number(ranMs))),
        lateMs: Math.max(...told.map(({ lateMs }) => Number(lateMs))),
      };
    },
  };
}
