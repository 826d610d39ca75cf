import type {
  BatchOptions,
  CallOptions,
  ClientOptions,
  ManagedClient,
  Payloads,
} from './index.d.mts';
import type {
  ProviderContract,
} from './providers.d.mts';
export { nimbusProfile as profile };
export interface InferPayload {
  prompt: string;
}
export interface Inference {
  id: string;
  output: string;
  usage: {
    prompt_tokens: number;
    completion_tokens: number;
  };
}
export interface NimbusClient extends ManagedClient {
  infer(payload: InferPayload, options?: CallOptions): Promise<Inference>;
  inferAll(payloads: Payloads<InferPayload>, options?: BatchOptions): Promise<PromiseSettledResult<Inference>[]>;
  inferStream(payloads: Payloads<InferPayload>, options?: BatchOptions): AsyncGenerator<PromiseSettledResult<Inference>, void, undefined>;
}
export interface NimbusOptions extends ClientOptions {
  tier?: keyof typeof nimbusProfile.tiers | undefined;
  contract?: ProviderContract;
}
export declare function createClient({ contract, ...options }: NimbusOptions): NimbusClient;
declare const nimbusProfile: ProviderContract<'free' | 'pro' | 'enterprise', 'infer' | 'infer_batch'>;
