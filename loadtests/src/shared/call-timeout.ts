import { type ProviderContract, wireOperation } from '@evenkeel/toolkit/providers';

/** The client answers by its deadline; if no answer has come this much later, something else is wrong. */
const GRACE_MS = 5_000;

/** How long k6 waits for a call. Milliseconds. */
export const callTimeoutMs = (contract: ProviderContract, operation: string): number =>
  wireOperation(contract, operation).deadlineMs + GRACE_MS;
