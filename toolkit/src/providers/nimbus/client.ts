import type { BatchOptions, Payloads } from '../../call/batch.ts';
import type { CallOptions, ClientOptions, ManagedClient } from '../../client/client-options.ts';
import { ManagedCaller } from '../../client/managed-caller.ts';
import type { ProviderContract } from '../../contract/contract.ts';
import { nimbusProfile } from './contract.ts';

export interface InferPayload {
  prompt: string;
}

export interface Inference {
  id: string;
  output: string;
  usage: { prompt_tokens: number; completion_tokens: number };
}

export interface NimbusOptions extends ClientOptions {
  /** The key's tier, which sets its limits. Default `pro`. */
  tier?: keyof typeof nimbusProfile.tiers | undefined;
  /** A contract for an API with other numbers, made by `defineProvider()`. Default: the shipped one. */
  contract?: ProviderContract;
}

export interface NimbusClient extends ManagedClient {
  /**
   * Runs one inference.
   *
   * @throws EvenkeelError if the call failed for good: its `code` says why
   */
  infer(payload: InferPayload, options?: CallOptions): Promise<Inference>;

  /**
   * Runs an inference for each payload, as many at once as the tier allows. Resolves to how each one settled, in the
   * payloads' order. A failure never ends the others.
   */
  inferAll(payloads: Payloads<InferPayload>, options?: BatchOptions): Promise<PromiseSettledResult<Inference>[]>;

  /**
   * As {@link inferAll}, but yields each result as soon as all before it are there: for inputs that do not fit in
   * memory.
   */
  inferStream(
    payloads: Payloads<InferPayload>,
    options?: BatchOptions,
  ): AsyncGenerator<PromiseSettledResult<Inference>, void, undefined>;
}

/**
 * A client for Nimbus that keeps to the tier's limits and to the server's hints.
 *
 * @throws OptionError if an option cannot be used
 */
export function createClient({ contract = nimbusProfile, ...options }: NimbusOptions): NimbusClient {
  const client = new ManagedCaller(contract, options);
  const inferStream: NimbusClient['inferStream'] = (payloads, batch) =>
    client.stream('infer_batch', payloads, decode, batch);
  return {
    infer: (payload, call) => client.call('infer', payload, decode, call),
    inferAll: async (payloads, batch) => Array.fromAsync(inferStream(payloads, batch)),
    inferStream,
    pause: () => client.pause(),
    resume: () => client.resume(),
    setLimits: (limits) => client.setLimits(limits),
    close: (close) => client.close(close),
  };
}

/** Uses no schema library, so that an application that calls only Nimbus bundles none. */
function decode(body: unknown): Inference {
  const { id, output, usage } = (body ?? {}) as Partial<Inference>;
  const { prompt_tokens, completion_tokens } = usage ?? {};
  const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
  const wrong =
    (typeof id !== 'string' && 'id') ||
    (typeof output !== 'string' && 'output') ||
    (!isCount(prompt_tokens) && 'usage.prompt_tokens') ||
    (!isCount(completion_tokens) && 'usage.completion_tokens');
  if (wrong) throw new TypeError(`A response of Nimbus has no "${wrong}" that can be read.`);
  return body as Inference;
}
