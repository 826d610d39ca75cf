import type { AdmissionControl } from '../admission/admission.ts';
import type { Split } from '../contract/limit.ts';
import { type LimitKey, limiterNameOf, limitKeyOf } from '../contract/limit-key.ts';
import type { ClientSettings, OperationSettings, RateSettings } from '../contract/settings.ts';
import { scalarAt } from '../http/body-path.ts';
import type { ReceivedResponse } from '../http/received-response.ts';
import type { Clock } from '../time/clock.ts';
import { jsonOf } from './write-request.ts';

/** What a call says of what it is counted with. */
export interface SplitCall {
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
  usedAtMs: number;
  idleMs: number;
}

export interface SplitKeysOptions {
  settings: Pick<ClientSettings, 'networks' | 'rates'>;
  clock: Clock;
  admission: Pick<AdmissionControl, 'forget'>;
}

/** The limit keys of calls that limits count apart by what each call says. */
export class SplitKeys {
  readonly #options: SplitKeysOptions;
  /** By route and parts; the one that was used last is the last. */
  readonly #known = new Map<string, Known>();
  readonly #routes = new Map<OperationSettings, number>();
  /** The parts that answers have named, by those in which calls begin. */
  readonly #named = new Map<string, string>();
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
    const splits = settings.rates.filter(({ splits, unit }) => splits !== undefined && operation.costs[unit] !== 0);
    const parts = new Map(splits.map((limit) => [limit, this.#partsOf(limit.splits ?? [], call)]));
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
    this.#known.set(name, { key, usedAtMs: now, idleMs: IDLE_MS + operation.deadlineMs + Math.max(0, ...windowsMs) });
    return key;
  }

  /** Takes in the names of buckets that an answer to a call tells. */
  answered(call: SplitCall, response: Pick<ReceivedResponse, 'header'>): void {
    for (const { splits = [], unit } of this.#options.settings.rates) {
      for (const split of splits) {
        if (!('told' in split) || call.operation.costs[unit] === 0) continue;
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

  /** The names of the parts that a call belongs to; of what it does not say, none. */
  #partsOf(splits: readonly Split[], call: SplitCall): string[] {
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
    for (const [id, { key, usedAtMs, idleMs }] of this.#known) {
      if (now - usedAtMs >= idleMs) idle.push([id, key]);
      else for (const name of [key.partition, ...key.rates.map(limiterNameOf)]) inUse.add(name);
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
  answered(response: Pick<ReceivedResponse, 'header'>): void {
    this.#keys.answered(this.#call, response);
  }
}

function saidParts(splits: readonly Split[], call: SplitCall): string[] {
  return splits.flatMap((split) => {
    const [name, value] = /* seam: parts-of-a-call */ saidBy(split, call);
    return value === undefined ? [] : [`${name}:${tagOf(value)}`];
  });
}

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
