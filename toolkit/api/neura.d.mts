import type {
  CallOptions,
  ClientOptions,
  ErrorCode,
  ErrorDetails,
  EvenkeelError,
  ManagedClient,
} from './index.d.mts';
import type {
  ProviderContract,
} from './providers.d.mts';
export { neuraProfile as profile };
export interface DiscoverOptions extends Pick<NeuraCallOptions, 'network' | 'signal'> {
  refresh?: boolean;
}
export type Network = 'solana' | 'base';
export interface NeuraCallOptions extends CallOptions {
  network?: Network;
}
export interface NeuraClient extends ManagedClient {
  discover(options?: DiscoverOptions): Promise<readonly Agent[]>;
  call(agent: string, input: unknown, options?: NeuraCallOptions): Promise<AgentResult>;
  settle(invoice: Invoice, options?: CallOptions): Promise<AgentResult>;
  poll(agent: string, input: unknown, options: PollOptions): AsyncGenerator<{
    network: string;
  } & PromiseSettledResult<AgentResult>, void, undefined>;
  ready(): Promise<void>;
}
export interface NeuraOptions extends ClientOptions {
  tier?: keyof typeof neuraProfile.tiers | undefined;
  networks?: readonly Network[];
  payment?: PaymentOptions;
  contract?: ProviderContract;
}
export declare function createClient(options: NeuraOptions): NeuraClient;
declare const neuraProfile: ProviderContract<'standard', 'discover' | 'agent_call' | 'invoice_pay' | 'invoice_replay'>;
export declare class InvoiceError extends EvenkeelError {
  readonly invoice: Invoice;
  constructor(code: ErrorCode, what: string, invoice: Invoice, details?: ErrorDetails);
}
export declare function isInvoiceError(error: unknown): error is InvoiceError;
export interface PaymentOptions {
  maxAmount: number;
  maxTotal: number;
  currency: string;
}
export interface PollOptions {
  everyMs: number;
  signal?: AbortSignal;
}
export interface Agent {
  id: string;
  name: string;
  network: string;
  description: string;
  price: Price | null;
}
export interface AgentResult {
  agent: string;
  output: unknown;
  invoice?: {
    id: string;
    settledAt: string;
  };
}
export interface Invoice extends Price {
  id: string;
  agent: string;
  network: string;
  expiresAt: string;
}
export interface Price {
  amount: number;
  currency: string;
}
