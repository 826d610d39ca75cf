export {
  createClient,
  type DiscoverOptions,
  type Network,
  type NeuraCallOptions,
  type NeuraClient,
  type NeuraOptions,
} from './client.ts';
export { neuraProfile as profile } from './contract.ts';
export { InvoiceError, isInvoiceError } from './invoice-error.ts';
export type { PaymentOptions } from './payment-guard.ts';
export type { PollOptions } from './polling.ts';
export type { Agent, AgentResult, Invoice, Price } from './wire.ts';
