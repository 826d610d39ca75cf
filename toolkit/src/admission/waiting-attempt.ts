import { EvenkeelError } from '../errors/errors.ts';
import type { WaitCause } from '../events.ts';
import { SlotCount } from '../policies/bulkhead/slot-count.ts';
import type { Waiting } from '../time/wait-scope.ts';
import type { AdmissionRequest } from './admission-request.ts';
import { beyondCapacity } from './lease.ts';
import type { Limiter, Standing } from './standing.ts';
import type { InLine } from './turns.ts';

/** An attempt in line, which reports what it waits for. */
export class WaitingAttempt<T> implements InLine {
  readonly scope: Waiting;
  readonly order: number | undefined;
  readonly limits: readonly Limiter[];
  readonly costs: readonly number[];
  readonly priority: number;
  readonly tenant: string | undefined;
  readonly #standing: Standing;
  readonly #request: AdmissionRequest;
  readonly #leave: (standing: Standing) => T;
  #cause: WaitCause;
  /** The limit that held it last. */
  #lacking: Limiter | undefined;
  #waitsNoMore: (limit?: string) => void;
  /** Once it has left: what it left with, or throws what ended it then. Undefined if it waits for other limits. */
  end: (() => T) | undefined;

  /** @param leave what it does when there is room, by what it then stands under; what that throws ends it */
  constructor(standing: Standing, request: AdmissionRequest, leave: (standing: Standing) => T) {
    const { partition, limits, costs } = standing;
    this.scope = request.scope;
    this.order = /* seam: keeps-its-place */ request.order;
    this.limits = limits;
    this.costs = costs;
    this.priority = /* seam: priority-of-a-call */ request.priority;
    this.tenant = request.tenant;
    this.#standing = standing;
    this.#request = request;
    this.#leave = leave;
    // Where nothing is lacking, others come first.
    const lacking = limits.find((limit, at) => !limit.hasRoom(costs[at])) ?? limits[0];
    this.#lacking = partition.gate.closed ? undefined : lacking;
    this.#cause = causeOf(this.#lacking);
    this.#waitsNoMore = request.waits(this.#cause);
  }

  get moved(): boolean {
    const { key, ownKey } = this.#request;
    return ownKey !== undefined && ownKey() !== key;
  }

  get held(): boolean {
    return this.#standing.partition.gate.closed;
  }

  looks(lacking: Limiter | undefined): void {
    const refusal = lacking && beyondBudget(this.#standing, this.scope);
    if (refusal !== undefined) this.#request.scope.refuse(refusal);
    const now = causeOf(lacking);
    if (now !== this.#cause) {
      this.dispose();
      this.#cause = now;
      this.#waitsNoMore = this.#request.waits(now);
    }
    this.#lacking = /* seam: limit-that-holds */ lacking;
  }

  leave(settled: (costs: readonly number[]) => void): void {
    this.dispose();
    if (/* seam: waits-where-it-is-counted */ this.moved) return;
    try {
      const value = this.#leave({ ...this.#standing, settled });
      this.end = () => value;
    } catch (error) {
      this.end = () => {
        throw error;
      };
    }
  }

  /** Call it in any case when it waits no more. */
  dispose(): void {
    this.#waitsNoMore(nameOf(this.#standing, this.#lacking));
    this.#waitsNoMore = () => {};
  }
}

/** Why a call must not wait: it could leave only after its deadline, or never. */
export const refusalOf = (standing: Standing, scope: Waiting): EvenkeelError | undefined =>
  beyondCapacity(standing) ?? standing.partition.gate.refusal(scope) ?? beyondBudget(standing, scope);

export const waitingOf = (tenant: string, waiting: ReadonlySet<AdmissionRequest>): number =>
  [...waiting].filter((request) => request.tenant === tenant).length;

/** The refusal of a call that would be one more than may wait. */
export function beyondQueue(
  { mayAlwaysQueue, tenant }: AdmissionRequest,
  waiting: ReadonlySet<AdmissionRequest>,
  maxQueued: number,
): EvenkeelError | undefined {
  const { size } = waiting;
  if (mayAlwaysQueue || size < /* seam: most-that-wait */ maxQueued) return undefined;
  // Those of others must not keep a tenant from an equal part of the places.
  const tenants = new Set([tenant, ...[...waiting].map((request) => request.tenant)]);
  if (tenant !== undefined && waitingOf(tenant, waiting) < maxQueued / tenants.size) return undefined;
  return new EvenkeelError('EVK_BULKHEAD_FULL', `${size} calls wait already.`);
}

/** The refusal of a call for which a budget of the app's own has nothing before its deadline. */
function beyondBudget({ key, limiters, costs }: Standing, { deadlineAtMs }: Waiting): EvenkeelError | undefined {
  for (const [at, { limit }] of key.rates.entries()) {
    const waitMs = limit.own ? (limiters[at]?.untilFreeMs?.(costs[at] ?? 1, deadlineAtMs) ?? 0) : 0;
    if (/* seam: budget-refuses */ waitMs === 0) continue;
    const { name, limit: max, unit, windowMs } = limit;
    return new EvenkeelError(
      'EVK_BUDGET_EXCEEDED',
      `Of the ${name} of ${max} ${unit} in ${windowMs} ms too little is left.`,
      {
        retryAfterMs: Math.ceil(waitMs),
        advice: 'Call again after retryAfterMs, or raise the budget.',
      },
    );
  }
  return undefined;
}

function nameOf({ key, limits, slotsName }: Standing, held: Limiter | undefined): string | undefined {
  if (held === undefined) return undefined;
  return held instanceof SlotCount ? slotsName : key.rates[limits.indexOf(held)]?.limit.name;
}

function causeOf(lacking: Limiter | undefined): WaitCause {
  if (lacking === undefined) return 'gate';
  return lacking instanceof SlotCount ? 'concurrency' : 'rate';
}
