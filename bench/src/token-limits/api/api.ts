import { Child, nodeScript } from '@evenkeel/tools/child';
import type { LoadPlan } from '../plan.ts';
import type { SeenRequest } from './journal.ts';

/** What the API has seen, and how late it was itself at worst. */
export interface ApiRecord {
  journal: readonly SeenRequest[];
  lateMs: number;
}

/** The API that all contestants call, in a process of its own. */
export interface Api {
  url: string;
  /** The load begins: what it has seen until now does not count. */
  begin(): void;
  /** All requests that it got since. */
  record(): Promise<ApiRecord>;
}

/** @param signal ends it */
export async function startApi(plan: LoadPlan, seed: number, signal: AbortSignal): Promise<Api> {
  const script = nodeScript(new URL('./server.ts', import.meta.url), JSON.stringify({ plan, seed }));
  const child = new Child({ name: 'the API', ...script, signal });
  return {
    url: await child.listening(),
    begin: () => child.send({ type: 'begin' }),
    async record() {
      const told = child.next('journal');
      child.send({ type: 'journal' });
      const { journal, lateMs } = await told;
      return { journal: journal as SeenRequest[], lateMs: Number(lateMs) };
    },
  };
}
