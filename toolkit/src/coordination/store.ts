import type { Broadcast, ExchangeReply, ExchangeRequest } from './protocol.ts';

/** Keeps the state of accounts, and lets their members hear of each other. */
export interface Store {
  readonly name: 'memory' | 'redis';
  /** How long a member may use what it holds without a renewal, in milliseconds. */
  readonly leaseMs: number;
  /** How long an exchange waits for its answer, in milliseconds. */
  readonly timeoutMs: number;
  /**
   * One step on the account's state, whole or not at all. Rejects within a bounded time if the store does not answer.
   */
  exchange(account: string, request: ExchangeRequest): Promise<ExchangeReply>;
  /** Best effort: a member that does not hear it learns the same by its next exchange. */
  publish(account: string, broadcast: Broadcast): void;
  /**
   * @param onRefusal called with a code when broadcasts cannot be sent or heard, and with undefined when they can again
   * @returns a function that ends the subscription
   */
  subscribe(
    account: string,
    hear: (broadcast: Broadcast) => void,
    onRefusal: (code: string | undefined) => void,
  ): () => void;
}
