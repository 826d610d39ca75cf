import type { CallCosts } from '../call/call.ts';
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
}

export interface CostedCall extends Omit<UncountedCall, 'settings' | 'params'> {
  /** Estimators beside those that are built in. */
  estimators: Readonly<Record<string, Estimator>> | undefined;
  /** What it is counted with, where that is its own. */
  own: OwnKey | undefined;
}

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
export function callCosts({ key, payload, writing, estimators, own }: CostedCall): CallCosts {
  const { rates } = key;
  const isEstimated = rates.some(({ estimated }) => estimated !== undefined);
  const read = (answer: CostedAnswer): (number | undefined)[] =>
    rates.map(({ estimated }) => estimated && reportedCost(estimated.settled, estimated.estimate, answer));
  return {
    key: own && (() => own.current),
    estimates() {
      if (!isEstimated) return undefined;
      const request = { json: jsonOf(payload), bytes: bytesOf(writing.body().make()) };
      return rates.map((rate) => estimate(rate, request, estimators));
    },
    told(response, result, _units, lease) {
      if (own !== undefined) {
        own.answered(response);
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
    throw new EvenkeelError('EVK_PAYLOAD_INVALID', 'What the call costs could not be estimated.', { cause });
  }
}

/** Of pieces that are yet to come, the length is not known. */
function bytesOf(body: unknown): number {
  if (body instanceof Uint8Array) return body.length;
  return typeof body === 'string' ? new TextEncoder().encode(body).length : 0;
}
