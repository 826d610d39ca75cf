import type { CallCosts } from '../call/call.ts';
import { placeOfReport } from '../contract/cost.ts';
import { type CostedAnswer, type Estimator, estimateOf, estimators, reportedCost } from '../contract/cost-of-call.ts';
import type { CountedBy, LimitKey } from '../contract/limit-key.ts';
import type { ClientSettings, OperationSettings } from '../contract/settings.ts';
import { EvenkeelError, OptionError } from '../errors/errors.ts';
import type { OwnKey } from './split-keys.ts';
import { jsonOf, type Writing } from './write-request.ts';

/** What it is read from with what a call is counted, and what it costs. */
export interface UncountedCall {
  key: LimitKey;
  payload: unknown;
  writing: Writing;
  settings: OperationSettings;
  params: Readonly<Record<string, string>> | undefined;
  /** The headers that the caller gave. */
  headers: Readonly<Record<string, string>> | undefined;
}

export interface CostedCall extends Omit<UncountedCall, 'settings' | 'params'> {
  /** Estimators beside those that are built in. */
  estimators: Readonly<Record<string, Estimator>> | undefined;
  /** What it is counted with, where that is its own. */
  own: OwnKey | undefined;
  /** Told where a cost was told that cannot be. */
  onIgnored: (place: string) => void;
}

/** No call takes so many times what a limit is: who says so is mistaken. */
const BEYOND_BELIEF = 100;
/** A body is taken for so long that does not tell its length. */
const UNKNOWN_BYTES = 4_096;

/** @throws OptionError for an estimator that a contract names, and nobody has given */
export function requireEstimators(
  operations: ClientSettings['operations'],
  given: CostedCall['estimators'] = {},
): void {
  for (const [operation, { costs }] of Object.entries(operations)) {
    for (const cost of Object.values(costs)) {
      const source = typeof cost === 'object' ? cost.estimate : cost;
      if (typeof source === 'number' || !('estimator' in source)) continue;
      const name = source.estimator;
      if (typeof given[name] === 'function' || Object.hasOwn(estimators, name)) continue;
      throw new OptionError(`estimators.${name}`, `give the function that says what ${operation} costs.`, given[name]);
    }
  }
}

/** What a call costs of each limit over time that counts it. */
export function callCosts({ key, payload, writing, headers, estimators, own, onIgnored }: CostedCall): CallCosts {
  const { rates } = key;
  const isEstimated = rates.some(({ estimated }) => estimated !== undefined);
  const read = (answer: CostedAnswer): (number | undefined)[] => {
    const ignored = new Set<string>();
    const costs = rates.map(({ limit, estimated }) => {
      const cost = estimated && reportedCost(estimated.settled, estimated.estimate, answer);
      if (cost === undefined || /* seam: cost-is-believed */ cost <= BEYOND_BELIEF * limit.limit) return cost;
      ignored.add(placeOfReport(estimated?.settled));
      return undefined;
    });
    for (const place of ignored) onIgnored(place);
    return costs;
  };
  return {
    key: own && (() => own.current),
    isEstimated,
    estimates() {
      if (!isEstimated) return undefined;
      const { isStreamed, make } = writing.body();
      const bytes = isStreamed ? lengthIn(headers) : bytesOf(make());
      const json = jsonOf(payload);
      const of = (rate: CountedBy, length: number): number => estimate(rate, { json, bytes: length }, estimators);
      if (bytes !== undefined) return rates.map((rate) => of(rate, bytes));
      // What is only guessed must not keep a call from being made.
      return rates.map((rate) => {
        const guess = of(rate, UNKNOWN_BYTES);
        return guess <= rate.limit.limit ? guess : Math.max(of(rate, 0), rate.limit.limit);
      });
    },
    told(response, result, units, lease) {
      if (own !== undefined) {
        own.answered(response, units);
        lease.moveTo(own.current);
      }
      if (result === 'throttled')
        return rates.map(({ limit }) => (/* seam: refused-is-free */ limit.refusalsAreFree ? 0 : undefined));
      return response.pieces !== undefined && result === 'ok' ? undefined : read(response);
    },
    read,
    later: undefined,
  };
}

function estimate(
  { cost, estimated }: CountedBy,
  request: Parameters<typeof estimateOf>[1],
  estimators: CostedCall['estimators'],
): number {
  if (estimated === undefined) return cost;
  try {
    return estimateOf(estimated.estimate, request, estimators);
  } catch (cause) {
    throw new EvenkeelError('EVK_PAYLOAD_INVALID', 'What the call costs could not be estimated.', {
      cause,
      advice: 'Mend what estimates it; its error is the cause.',
    });
  }
}

function lengthIn(headers: CostedCall['headers']): number | undefined {
  const length = Number(headers?.['content-length'] ?? Number.NaN);
  return Number.isSafeInteger(length) && length >= 0 ? length : undefined;
}

function bytesOf(body: unknown): number {
  if (body instanceof Uint8Array) return body.length;
  return typeof body === 'string' ? new TextEncoder().encode(body).length : 0;
}
