import type { ChaosName } from './fleet-names.ts';

/** What chaos does to a fleet. The first process is never a victim. */
export type ChaosAction =
  | { does: 'stop-store' }
  | { does: 'restart-store' }
  | { does: 'kill'; worker: number }
  | { does: 'freeze'; worker: number }
  | { does: 'thaw'; worker: number };

export interface Scheduled {
  /** Milliseconds after the start signal. */
  afterMs: number;
  action: ChaosAction;
}

/** An action that was done, and when, by this machine's clock. */
export type Disturbance = ChaosAction & { atMs: number };

export interface Schedule {
  actions: readonly Scheduled[];
  /** How long the load must last at least, so that the time after the last action can be judged. */
  leastMs: number;
}

const STORE_AWAY_MS = 5_000;
const FROZEN_MS = 10_000;
/** The share of a dead process is in use again after about 5 s, and then its use must be seen for a while. */
const RECOVERY_MS = 9_000;
/** How long everything takes to reach its steady pace. */
const WARM_UP_MS = 4_000;

const storeRestart = (fromMs: number): Scheduled[] => [
  { afterMs: fromMs, action: { does: 'stop-store' } },
  { afterMs: fromMs + STORE_AWAY_MS, action: { does: 'restart-store' } },
];
const kill = (fromMs: number, worker: number): Scheduled[] => [{ afterMs: fromMs, action: { does: 'kill', worker } }];
const freeze = (fromMs: number, worker: number): Scheduled[] => [
  { afterMs: fromMs, action: { does: 'freeze', worker } },
  { afterMs: fromMs + FROZEN_MS, action: { does: 'thaw', worker } },
];

/** When each action happens. In `all`, one kind of chaos and its effects are over before the next begins. */
export function scheduleOf(chaos: ChaosName): Schedule {
  switch (chaos) {
    case 'store-restart':
      return { actions: storeRestart(WARM_UP_MS), leastMs: WARM_UP_MS + STORE_AWAY_MS + RECOVERY_MS };
    case 'kill':
      return { actions: kill(WARM_UP_MS, 1), leastMs: WARM_UP_MS + RECOVERY_MS };
    case 'freeze':
      return { actions: freeze(WARM_UP_MS, 1), leastMs: WARM_UP_MS + FROZEN_MS + RECOVERY_MS };
    case 'all': {
      const storeMs = WARM_UP_MS + RECOVERY_MS;
      const freezeMs = storeMs + STORE_AWAY_MS + RECOVERY_MS / 3;
      return {
        actions: [...kill(WARM_UP_MS, 1), ...storeRestart(storeMs), ...freeze(freezeMs, 2)],
        leastMs: freezeMs + FROZEN_MS + RECOVERY_MS / 3,
      };
    }
  }
}

/** How many processes a schedule needs: its victims, and one that nothing happens to. */
export const leastProcesses = ({ actions }: Schedule): number =>
  1 + Math.max(0, ...actions.map(({ action }) => ('worker' in action ? action.worker : 0)));

/** An action for people: `process 1 killed`. */
export function describeAction(action: ChaosAction): string {
  switch (action.does) {
    case 'stop-store':
      return "the coordinator's Redis stopped";
    case 'restart-store':
      return "the coordinator's Redis restarted, empty";
    case 'kill':
      return `process ${action.worker} killed`;
    case 'freeze':
      return `process ${action.worker} stopped by SIGSTOP`;
    case 'thaw':
      return `process ${action.worker} continued`;
  }
}
