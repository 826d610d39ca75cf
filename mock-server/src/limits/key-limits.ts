import type { Cost } from '../costs.ts';
import { type Quota, unlimited, type Wait } from '../dialect/quota.ts';
import type { MeterSettings, TierSettings } from '../settings.ts';
import { Bucket } from './bucket.ts';
import { FixedWindow } from './fixed-window.ts';
import { FurtherSlots, type Slots } from './further-slots.ts';
import type { Meter } from './meter.ts';
import { RollingWindow } from './rolling-window.ts';
import { type Counting, type RequestOrigin, SplitMeters } from './split-meters.ts';

export type LimitRefusal = 'ceiling' | 'window';

const ONE_REQUEST: Cost = { requests: 1 };

/** Of two quotas, the one that leaves less is told; of equals, the one that lasts longer. */
function tighter(a: Quota, b: Quota): Quota {
  if (a.remaining !== b.remaining) return a.remaining < b.remaining ? a : b;
  return a.restMs >= b.restMs ? a : b;
}

/** The limits that are counted for each account on its own, not in a store. */
type OwnLimits = Pick<TierSettings, 'ceiling' | 'slots' | 'meters'>;

/** What is left of each unit, where several limits are over the same one. */
export function tightest(quotas: readonly Quota[]): Quota[] {
  const byUnit = new Map<string, Quota>();
  for (const quota of quotas) byUnit.set(quota.unit, tighter(byUnit.get(quota.unit) ?? unlimited(quota.unit), quota));
  return [...byUnit.values()];
}

/** The quotas of a key that has used nothing yet. */
export function fullQuotas(tier: OwnLimits): Quota[] {
  return new KeyLimits(tier).quotas(0);
}

interface Part extends Counting {
  slots: { inFlight: number };
  /** Of what is in flight, beside the ceiling. */
  further: readonly Slots[];
}

interface Metered {
  unit: string;
  meter: Meter;
}

function createMeter(settings: MeterSettings): Meter {
  if (settings.kind === 'bucket') return new Bucket(settings);
  return settings.kind === 'window' && settings.starts === 'rolling'
    ? new RollingWindow(settings)
    : new FixedWindow(settings);
}

/** All limits of one account, as its tier sets them. */
export class KeyLimits {
  readonly #ceiling: OwnLimits['ceiling'];
  readonly #meters: readonly Metered[];
  readonly #slots: { inFlight: number };
  readonly #further: readonly Slots[];
  /** Where a limit counts something apart. */
  readonly #splits: SplitMeters | undefined;
  readonly #furtherSlots: FurtherSlots | undefined;
  readonly #tier: OwnLimits;
  /** The headers by which answers name the buckets that a request was counted in; undefined where there are none. */
  readonly bucketNames: Readonly<Record<string, string>> | undefined;

  /** @param part of all requests of an account, those that are counted together */
  constructor(tier: OwnLimits, part?: Part) {
    this.#tier = tier;
    this.#ceiling = tier.ceiling;
    this.#slots = part?.slots ?? { inFlight: 0 };
    this.#further = part?.further ?? [];
    this.#furtherSlots = part === undefined && tier.slots !== undefined ? new FurtherSlots(tier.slots) : undefined;
    this.bucketNames = part?.names;
    const meters = part?.meters ?? tier.meters.map(createMeter);
    this.#meters = tier.meters.map(({ unit }, at) => ({ unit, meter: meters[at] as Meter }));
    const splits = part === undefined && tier.meters.some((settings) => settings.splits !== undefined);
    this.#splits = splits ? new SplitMeters(tier.meters, meters, createMeter) : undefined;
  }

  /** Whether a limit counts something apart. */
  get areSplit(): boolean {
    return this.#splits !== undefined || this.#furtherSlots !== undefined;
  }

  /** The same limits, as they count one request: apart from others, where they do. */
  for(nowMs: number, origin: RequestOrigin): KeyLimits {
    if (!this.areSplit) return this;
    const whole = { meters: this.#meters.map(({ meter }) => meter), names: {} };
    const counting = this.#splits?.of(nowMs, origin) ?? whole;
    return new KeyLimits(this.#tier, {
      ...{ ...counting, slots: this.#slots },
      further: this.#furtherSlots?.of(origin) ?? [],
    });
  }

  get inFlight(): number {
    return this.#slots.inFlight;
  }

  /** Whether the ceiling is one of jobs, so that only what brings some is refused by it. */
  get ceilingOfJobs(): boolean {
    return this.#ceiling?.of === 'job';
  }

  /**
   * Admits a request or says which limit refused it. Admission (`null`) takes a
   * slot, and the cost from each limit over time; the caller must give the slot
   * back exactly once, by `release` with the same cost. A refusal by the ceiling
   * spends nothing.
   *
   * @param cap the most in flight, where the tier's own ceiling is not lower
   */
  admit(nowMs: number, cap = Number.POSITIVE_INFINITY, cost = ONE_REQUEST): LimitRefusal | null {
    const takesSlot = this.#takesSlot(cost);
    const most = Math.min(cap, this.#ceiling?.amount ?? Number.POSITIVE_INFINITY);
    if (takesSlot && this.#slots.inFlight >= most) return 'ceiling';
    if (this.#fullFurther.length > 0) return 'ceiling';
    const metered = this.#metered(cost);
    const full = metered.filter(({ meter, takes }) => !meter.hasRoom(nowMs, takes));
    if (full.length > 0) {
      for (const { meter } of full) meter.exceed(nowMs);
      return 'window';
    }
    for (const { meter, takes } of metered) meter.spend(nowMs, takes);
    if (takesSlot) this.#slots.inFlight += 1;
    for (const slots of this.#further) slots.inFlight += 1;
    return null;
  }

  get #fullFurther(): Slots[] {
    return this.#further.filter(({ inFlight, settings }) => inFlight >= settings.amount);
  }

  /** Call it of the same limits {@link for} the request that were asked. */
  release(cost = ONE_REQUEST): void {
    for (const slots of this.#further) {
      slots.inFlight -= 1;
      if (slots.inFlight === 0) slots.onIdle?.();
    }
    if (this.#takesSlot(cost)) this.#slots.inFlight -= 1;
  }

  /**
   * Takes what a request has truly taken instead of what its admission took: nothing of a unit that `truth` leaves out.
   * What an admission took nothing of is taken now.
   */
  settle({ admittedMs, nowMs }: { admittedMs: number; nowMs: number }, cost: Cost, truth: Cost): void {
    for (const { unit, meter } of this.#meters) {
      const [taken, took] = [cost[unit] ?? 0, truth[unit] ?? 0];
      if (taken > 0) meter.settle(admittedMs, nowMs, taken, took);
      else if (took > 0) meter.spend(nowMs, took);
    }
  }

  /** What is left of each unit that is limited over time. */
  quotas(nowMs: number): Quota[] {
    return tightest(this.#meters.map(({ meter }) => meter.quota(nowMs)));
  }

  /** Where the ceiling is one of jobs, requests that bring none take no slot. */
  #takesSlot(cost: Cost): boolean {
    return this.#ceiling?.of !== 'job' || (cost[this.#ceiling.unit] ?? 0) > 0;
  }

  #metered(cost: Cost): (Metered & { takes: number })[] {
    return this.#meters.flatMap((metered) => {
      const takes = cost[metered.unit] ?? 0;
      return takes > 0 ? [{ ...metered, takes }] : [];
    });
  }

  /** The least wait that a refusal asks for, beside the quotas' own waits. */
  extraWait(refusal: LimitRefusal, nowMs: number, cost = ONE_REQUEST): Wait {
    if (refusal === 'ceiling') {
      const waits = this.#fullFurther.map(({ settings }) => settings.retryAfterMs);
      return { ms: waits.length > 0 ? Math.max(...waits) : (this.#ceiling?.retryAfterMs ?? 0), unit: null };
    }
    const metered = this.#metered(cost);
    // Where there is but one way to lack something, a quota says by itself how long that lasts.
    if (metered.every(({ unit, takes }) => takes === 1 && unit === metered[0]?.unit)) return { ms: 0, unit: null };
    const waits = metered.flatMap(({ unit, meter, takes }): Wait[] =>
      meter.hasRoom(nowMs, takes) ? [] : [{ unit, ms: meter.waitMs(nowMs, takes) }],
    );
    return waits.reduce((longest, other) => (other.ms > longest.ms ? other : longest), { ms: 0, unit: null } as Wait);
  }
}
