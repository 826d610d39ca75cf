import type { AdmissionControl } from '../admission/admission.ts';
import type { Split } from '../contract/limit.ts';
import { isLearntWhole, type LimitKey, limiterNameOf, limitKeyOf } from '../contract/limit-key.ts';
import type { ClientSettings, OperationSettings, RateSettings } from '../contract/settings.ts';
import { scalarAt } from '../http/body-path.ts';
import type { UnitReading } from '../http/hint.ts';
import type { ReceivedResponse } from '../http/received-response.ts';
import type { Clock } from '../time/clock.ts';
import { jsonOf } from './write-request.ts';

/** What a call says of what it is counted with. */
export interface SplitCall {
  /** The key of its route, where nothing is counted apart. */
  key: LimitKey;
  operation: OperationSettings;
  params: Readonly<Record<string, string>> | undefined;
  payload: unknown;
}

/** So many keys a client keeps; where more are in use at once, the calls of the others are counted together. */
export const MOST_KEYS = 1_000;
/** A key that was not used for this long, beside what its windows and its calls last, has nothing that counts. */
const IDLE_MS = 60_000;
/** How often, at most, it is looked for those. */
const SWEEP_MS = 1_000;
const OTHERS = ['others'];

interface Known {
  key: LimitKey;
  /** Whether it names a part that only calls of such keys belong to. */
  isPart: boolean;
  usedAtMs: number;
  idleMs: number;
}

export interface SplitKeysOptions {
  settings: Pick<ClientSettings, 'networks' | 'rates'>;
  clock: Clock;
  admission: Pick<AdmissionControl, 'forget'>;
}

/** What answers tell of how much a limit is, by the models that were asked for. */
interface ToldByModel {
  last: number;
  models: Map<string, { limit: number; times: number }>;
}

/** So many models are compared. */
const MOST_MODELS = 100;

/**
 * The limit keys of calls that limits count apart by what each call says. A limit that only answers tell is split by the
 * model once they tell a limit for each: when two models have told their own again after the other told another.
 */
export class SplitKeys {
  readonly #options: SplitKeysOptions;
  /** By route and parts; the one that was used last is the last. */
  readonly #known = new Map<string, Known>();
  readonly #routes = new Map<OperationSettings, number>();
  /** The parts that answers have named, by those in which calls begin. */
  readonly #named = new Map<string, string>();
  /** The limits that turned out to be told for each model. */
  readonly #byModel = new Set<RateSettings>();
  readonly #told = new Map<RateSettings, ToldByModel>();
  #sweptAtMs = Number.NEGATIVE_INFINITY;
  /** Changes when a call may be counted with others than before. */
  version = 0;

  constructor(options: SplitKeysOptions) {
    this.#options = options;
  }

  of(call: SplitCall): LimitKey {
    const { clock, settings } = this.#options;
    const { operation, params = {} } = call;
    const now = clock.now();
    const splits = settings.rates.filter(
      (limit) => this.#isSplit(limit) && (limit.inFlight || operation.costs[limit.unit] !== 0),
    );
    if (splits.length === 0) return call.key;
    const parts = new Map(splits.map((limit) => [limit, this.#partsOf(limit, call)]));
    const route = `${this.#numberOf(operation)} ${params.network}`;
    const id = `${route} ${[...parts.values()].join(' ')}`;
    const known = this.#known.get(id);
    if (known !== undefined) {
      known.usedAtMs = now;
      this.#known.delete(id);
      this.#known.set(id, known);
      return known.key;
    }
    const hasRoom = this.#known.size < MOST_KEYS || this.#sweep(now);
    const name = hasRoom ? id : `${route} ${OTHERS}`;
    const nameParts = (limit: RateSettings): readonly string[] => {
      const own = parts.get(limit) ?? [];
      return hasRoom || own.length === 0 ? own : OTHERS;
    };
    const key = this.#known.get(name)?.key ?? limitKeyOf(settings, operation, params, nameParts);
    const windowsMs = splits.map(({ windowMs }) => windowMs);
    const isPart = [...parts.values()].some((names) => names.length > 0);
    const idleMs = IDLE_MS + operation.deadlineMs + Math.max(0, ...windowsMs);
    this.#known.set(name, { key, isPart, usedAtMs: now, idleMs });
    return key;
  }

  /** Takes in the names of buckets that an answer to a call tells, and what it tells of its model. */
  answered(
    call: SplitCall,
    response: Pick<ReceivedResponse, 'header'>,
    units: ReadonlyMap<string, Pick<UnitReading, 'limit'>>,
  ): void {
    for (const limit of this.#options.settings.rates) {
      const { splits = [], unit } = limit;
      if (call.operation.costs[unit] === 0) continue;
      const told = units.get(unit)?.limit;
      if (told !== undefined && isLearntWhole(limit) && !this.#byModel.has(limit)) this.#compare(limit, call, told);
      for (const split of splits) {
        if (!('told' in split)) continue;
        const bucket = response.header(split.told);
        if (bucket === undefined || bucket === '') continue;
        const begins = beginningOf(split.told, splits, call);
        const name = `${split.told}:${tagOf(bucket)}`;
        if (this.#named.get(begins) === name) continue;
        /* seam: bucket-of-an-answer */ this.#named.set(begins, name);
        if (this.#named.size > MOST_KEYS) this.#named.delete(this.#named.keys().next().value as string);
        this.version += 1;
      }
    }
  }

  /** What tells the same as the answer before tells nothing new of models. */
  #compare(limit: RateSettings, call: SplitCall, told: number): void {
    const { last, models } = this.#told.get(limit) ?? { last: undefined, models: new Map() };
    if (told === last) return;
    const model = modelOf(call) ?? '';
    const known = models.get(model);
    models.set(model, { limit: told, times: known?.limit === told ? known.times + 1 : 1 });
    if (models.size > MOST_MODELS) models.clear();
    this.#told.set(limit, { last: told, models });
    const again = [...models.values()].filter(({ times }) => times > 1);
    if (again.every((one) => one.limit === again[0]?.limit)) return;
    /* seam: models-are-split */ this.#byModel.add(limit);
    this.#told.delete(limit);
    this.version += 1;
  }

  #isSplit(limit: RateSettings): boolean {
    return (limit.splits?.length ?? 0) > 0 || this.#byModel.has(limit);
  }

  /** The names of the parts that a call belongs to; of what it does not say, none. */
  #partsOf({ splits }: RateSettings, call: SplitCall): string[] {
    if (splits === undefined) return partOf('model', modelOf(call));
    const said = saidParts(splits, call);
    const told = splits.flatMap((split) => {
      if (!('told' in split)) return [];
      const begins = beginningOf(split.told, splits, call);
      return [this.#named.get(begins) ?? begins];
    });
    return [...said, ...told];
  }

  #numberOf(operation: OperationSettings): number {
    const number = this.#routes.get(operation) ?? this.#routes.size;
    this.#routes.set(operation, number);
    return number;
  }

  /** @returns whether there is room now */
  #sweep(now: number): boolean {
    if (now - this.#sweptAtMs < SWEEP_MS) return false;
    this.#sweptAtMs = now;
    const idle: [id: string, key: LimitKey][] = [];
    const inUse = new Set<string>();
    for (const [id, { key, isPart, usedAtMs, idleMs }] of this.#known) {
      const isIdle = isPart && now - usedAtMs >= idleMs;
      if (isIdle) idle.push([id, key]);
      else inUse.add(key.partition);
      // Calls of other routes may be counted by what is not split.
      for (const rate of key.rates) if (!isIdle || !this.#isSplit(rate.limit)) inUse.add(limiterNameOf(rate));
    }
    for (const [id, key] of idle) if (this.#options.admission.forget(key, inUse)) this.#known.delete(id);
    return this.#known.size < MOST_KEYS;
  }
}

/** What one call is counted with. */
export class OwnKey {
  readonly #keys: SplitKeys;
  readonly #call: SplitCall;
  #key: LimitKey | undefined;
  #version = 0;

  constructor(keys: SplitKeys, call: SplitCall) {
    this.#keys = keys;
    this.#call = call;
  }

  get current(): LimitKey {
    const { version } = this.#keys;
    if (this.#key === undefined || this.#version !== version) this.#key = this.#keys.of(this.#call);
    this.#version = version;
    return this.#key;
  }

  /** Takes in what an answer to the call says that it is counted with. */
  answered(...answer: [Pick<ReceivedResponse, 'header'>, ReadonlyMap<string, Pick<UnitReading, 'limit'>>]): void {
    this.#keys.answered(this.#call, ...answer);
  }
}

function saidParts(splits: readonly Split[], call: SplitCall): string[] {
  return splits.flatMap((split) => {
    const [name, value] = /* seam: parts-of-a-call */ saidBy(split, call);
    return partOf(name, value);
  });
}

const partOf = (name: string, value: string | undefined): string[] =>
  value === undefined ? [] : [`${name}:${tagOf(value)}`];

/** The model that a call asks for, where a path or a JSON body names it as such. */
const modelOf = ({ params, payload }: SplitCall): string | undefined =>
  params?.model ?? scalarAt(jsonOf(payload), 'model')?.toString();

function saidBy(split: Split, { params = {}, payload }: SplitCall): [name: string, value: string | undefined] {
  if ('param' in split) return [split.param, params[split.param]];
  if ('request' in split) return [split.request, scalarAt(jsonOf(payload), split.request)?.toString()];
  return [split.told, undefined];
}

/** The part in which calls of a route are counted as long as no answer has named their bucket. */
function beginningOf(header: string, splits: readonly Split[], call: SplitCall): string {
  const { method, path } = call.operation;
  return `${header}:of-${tagOf([method, path, ...saidParts(splits, call)].join(' '))}`;
}

/** Names a text in 53 bits, the same in all processes. What calls say may be a secret, which no key of a store may hold. */
function tagOf(text: string): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 2_654_435_761);
    b = Math.imul(b ^ code, 1_597_334_677);
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return ((b >>> 0) * 0x200000 + (a >>> 11)).toString(36);
}
