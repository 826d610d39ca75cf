import { hash } from 'node:crypto';
import { scalarAt } from '@evenkeel/toolkit/providers';
import { BoundedMap } from '../bounded-map.ts';
import type { Cost } from '../costs.ts';
import type { MeterSettings, Split } from '../settings.ts';
import type { Meter } from './meter.ts';

/** What of a request decides with which others it is counted. */
export interface RequestOrigin {
  params: unknown;
  group: string;
  /** The body, where it is JSON. */
  json: unknown;
  cost: Cost;
}

/** The meters that count a request, and the headers that name its buckets. */
export interface Counting {
  meters: readonly Meter[];
  names: Readonly<Record<string, string>>;
}

/** So many partitions of an account are remembered for each limit. */
const MOST = 10_000;

/** The meters of an account's limits that count apart: one for each partition, made as it is needed. */
export class SplitMeters {
  readonly #settings: readonly MeterSettings[];
  readonly #create: (settings: MeterSettings) => Meter;
  readonly #whole: readonly Meter[];
  readonly #parts: readonly BoundedMap<string, Meter>[];
  #nowMs = 0;

  /** @param whole the meters of all requests together, for limits that count nothing apart */
  constructor(settings: readonly MeterSettings[], whole: readonly Meter[], create: (settings: MeterSettings) => Meter) {
    this.#settings = settings;
    this.#whole = whole;
    this.#create = create;
    const isFull = (meter: Meter): boolean => {
      const { limit, remaining } = meter.quota(this.#nowMs);
      return remaining >= limit;
    };
    // First goes what nothing was taken of: a new one is the same.
    const bounds = { maxBytes: MOST, mayGo: [isFull, () => true] };
    this.#parts = settings.map(() => new BoundedMap(bounds));
  }

  of(nowMs: number, origin: RequestOrigin): Counting {
    this.#nowMs = nowMs;
    const names: Record<string, string> = {};
    const meters = this.#settings.map((settings, at) => {
      const { splits, unit } = settings;
      if (splits === undefined) return this.#whole[at] as Meter;
      for (const split of splits) {
        if (typeof split !== 'object' || !('told' in split) || !(Number(origin.cost[unit]) > 0)) continue;
        names[split.told] = bucketOf(settings, origin);
      }
      return this.#part(at, settings, JSON.stringify(splits.map((split) => partOf(split, settings, origin) ?? null)));
    });
    return { meters, names };
  }

  #part(at: number, settings: MeterSettings, name: string): Meter {
    const parts = this.#parts[at] as BoundedMap<string, Meter>;
    const known = parts.get(name);
    if (known !== undefined) return known;
    const meter = this.#create(settings);
    parts.add(name, meter, 1);
    return meter;
  }
}

/** What of a request stands for a part of a limit's scope. */
export function partOf(split: Split, settings: Pick<MeterSettings, 'unit'>, origin: RequestOrigin): string | undefined {
  const params = (origin.params ?? {}) as Readonly<Record<string, string | undefined>>;
  if (split === 'group') return origin.group;
  if (split === 'network') return params.network;
  if ('param' in split) return params[split.param];
  return 'request' in split ? scalarAt(origin.json, split.request)?.toString() : bucketOf(settings, origin);
}

/** The name of a bucket tells nobody which operations are in it: those of one group. */
const bucketOf = ({ unit }: Pick<MeterSettings, 'unit'>, { group }: RequestOrigin): string =>
  hash('sha256', `${unit} ${group}`).slice(0, 16);
