import type { Broadcast, ExchangeReply, ExchangeRequest } from './protocol.ts';

/** Where an account's state is, and how its members hear of each other. */
export interface Store {
  readonly name: 'memory' | 'redis';
  /** How long what is held is good for without a renewal, in milliseconds. */
  readonly leaseMs: number;
  /** An exchange that has no answer by then is given up, in milliseconds. */
  readonly timeoutMs: number;
  /** One step on the account's state, whole or not at all. Rejects within a bounded time where the store does not answer. */
  exchange(account: string, request: ExchangeRequest): Promise<ExchangeReply>;
  /** Best effort: who does not hear it learns the same by the next exchange. */
  publish(account: string, broadcast: Broadcast): void;
  /**
   * @param onRefusal hears why broadcasts cannot be told or heard, as a code, and by undefined that they can again
   * @returns ends the subscription
   */
  subscribe(
    account: string,
    hear: (broadcast: Broadcast) => void,
    onRefusal: (code: string | undefined) => void,
  ): () => void;
}
