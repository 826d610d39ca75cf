import { isEvenkeelError } from '../../errors/errors.ts';
import type { ContractRequests } from '../contract-requests.ts';
import { isOfNetwork } from './failure.ts';
import type { FetchTerms } from './fetch-call.ts';
import type { FetchCallOptions } from './fetch-options.ts';
import type { Outgoing } from './outgoing.ts';
import { refusalResponse } from './refusal.ts';

const KEY = 'idempotency-key';

/**
 * Makes a call by what a contract says of its operation.
 *
 * @returns undefined if the contract has none with this method and path
 * @throws as fetch does; EvenkeelError where it was not fetch that ended the call
 */
export function viaContract(
  contract: ContractRequests,
  outgoing: Outgoing,
  options: FetchCallOptions,
  { send, onRefusal }: Pick<FetchTerms, 'send' | 'onRefusal'>,
): Promise<Response> | undefined {
  const { signal, headers, once } = outgoing;
  const isNetwork = (error: unknown): boolean => isOfNetwork(error, outgoing);
  const call = contract.requested({ ...outgoing, options, isNetwork }, (attempt) => {
    const [input, init] = outgoing.next(!once);
    const own: RequestInit = {
      ...init,
      signal: signal === undefined ? attempt.signal : AbortSignal.any([signal, attempt.signal]),
    };
    if (attempt.idempotencyKey !== undefined && !headers.has(KEY)) {
      own.headers = new Headers(headers);
      own.headers.set(KEY, attempt.idempotencyKey);
    }
    return send(input, own);
  });
  return call?.catch((thrown: unknown) => {
    if (signal?.aborted) throw signal.reason;
    const isRefusal = isEvenkeelError(thrown) && thrown.outcome === 'rejected';
    if (onRefusal === 'response' && isRefusal) return refusalResponse(thrown);
    throw thrown;
  });
}
