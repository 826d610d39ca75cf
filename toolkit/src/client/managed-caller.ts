import { type BatchOptions, type Payloads, runBatch } from '../call/batch.ts';
import type { ProviderContract } from '../contract/contract.ts';
import { limitKeyOf } from '../contract/limit-key.ts';
import { OptionError, requireInteger } from '../errors/errors.ts';
import type { ClientState, ProviderEvent, ResilienceEvent } from '../events.ts';
import { randomId } from '../time/ids.ts';
import { ContractCaller } from './caller.ts';
import { connectionsFor } from './ceiling.ts';
import type { ClientOptions, LimitOptions, ManagedClient } from './client-options.ts';
import { requireCallId, requirePriority } from './options.ts';
import type { CallRequest } from './request.ts';

/** Makes calls by a provider's contract, one by one and in batches. The providers' own clients are built on it. */
export class ManagedCaller extends ContractCaller implements ManagedClient {
  /** Reports what a provider's own client has seen; undefined where nobody listens. */
  readonly emit: ((event: ProviderEvent) => void) | undefined;
  readonly #state: () => ClientState;
  /** Makes each batch look for room again. */
  readonly #takers = new Set<() => void>();
  #closed: Promise<void> | undefined;

  /** @throws OptionError if an option cannot be used, such as a contract that was not checked */
  constructor(contract: ProviderContract, options: ClientOptions) {
    super(contract, options);
    const { listener } = this;
    const { provider } = this.settings;
    this.emit = listener && ((event) => listener({ ...event, provider } as ResilienceEvent));
    this.#state = () => ({ limits: this.pipeline.admission.partitions.limitStates });
    this.listener?.(this.#lifeEvent('client-opened'));
    this.pipeline.tellBalance();
  }

  /**
   * Resolves when it is known what other processes leave to this one of each window, so that the first call need not
   * wait for that. Without a coordinator it resolves at once.
   *
   * @param networks the networks that will be called; default all
   */
  async ready(networks = this.settings.networks): Promise<void> {
    if (this.member === undefined) return;
    for (const operation of Object.values(this.settings.operations)) {
      for (const network of networks.length === 0 ? [''] : networks) {
        this.pipeline.admission.prepare(limitKeyOf(this.settings, operation, { network }));
      }
    }
    await this.member.ready();
  }

  /**
   * Yields how each payload's call settled, in order.
   *
   * @throws OptionError for an operation that the contract does not have, a `batchId` that no header can carry, or a
   * `priority` that is not a whole number
   */
  stream<P, R>(
    operation: string,
    payloads: Payloads<P>,
    decode: (body: unknown) => R,
    options: BatchOptions = {},
  ): AsyncGenerator<PromiseSettledResult<R>, void, undefined> {
    const { batchId = randomId(this.random), priority = 0, tenant } = options;
    requireCallId(batchId, 'batchId');
    requirePriority(priority);
    this.operation(operation);
    const own = { priority, ...(tenant !== undefined && { tenant }) };
    const width = (): number => this.pipeline.admission.ceiling ?? this.settings.pool.connections;
    return runBatch(payloads, {
      call: (payload, index, signal, onBackoff) =>
        this.#batched(operation, payload, decode, { ...own, callId: `${batchId}.${index}`, signal }, onBackoff),
      width,
      hasRoom: () => this.pipeline.admission.hasRoomFor(own),
      maxAhead: () => Math.max(1_000, 10 * width()),
      signal: options.signal,
      onProgress: options.onProgress,
      onMoreRoom: (take) => {
        this.#takers.add(take);
        return () => this.#takers.delete(take);
      },
    });
  }

  pause(): Promise<void> {
    return this.pipeline.admission.pause();
  }

  resume(): void {
    this.pipeline.admission.resume();
  }

  setLimits({ ceiling, window }: LimitOptions): void {
    if (ceiling !== undefined) {
      requireInteger('ceiling', ceiling, 1);
      if (this.adaptive)
        throw new OptionError('ceiling', 'leave it out: this client finds its ceiling itself.', ceiling);
    }
    if (window !== undefined) requireInteger('window.limit', window.limit, 1);
    if (ceiling !== undefined) this.transport.resize?.(connectionsFor(this.settings, ceiling));
    this.pipeline.admission.setLimits({ ...(ceiling !== undefined && { ceiling }), ...(window && { window }) });
    for (const take of this.#takers) take();
  }

  close({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
    const cancel = (): void => this.cancelAll(signal?.reason);
    this.closing = true;
    this.#closed ??= this.#finish();
    if (signal?.aborted) cancel();
    else signal?.addEventListener('abort', cancel, { once: true });
    return this.#closed.finally(() => signal?.removeEventListener('abort', cancel));
  }

  /** @internal */
  protected cancelAll(reason: unknown): void {
    /* seam: close-cancels */ this.pipeline.cancelAll(reason);
  }

  async #finish(): Promise<void> {
    // A call that is waited for may leave a stream.
    do await Promise.allSettled(this.underWay);
    while (this.underWay.size > 0);
    this.pipeline.admission.dispose();
    this.transport.close();
    await this.member?.leave();
    this.listener?.(this.#lifeEvent('client-closed'));
  }

  /** Makes the call for one payload of a batch. */
  async #batched<R>(
    operation: string,
    payload: unknown,
    decode: (body: unknown) => R,
    request: CallRequest<R>,
    onBackoff: (asleep: boolean) => void,
  ): Promise<R> {
    const call = this.prepared(operation, payload, decode, request);
    return this.track(this.pipeline.run({ ...call, batch: { onBackoff } }));
  }

  #lifeEvent(type: 'client-opened' | 'client-closed'): ResilienceEvent {
    const { provider, tier, rates } = this.settings;
    const limits = rates.flatMap(({ name, unit, limit, learnt, inFlight }) =>
      learnt || inFlight ? [] : [{ name, unit, limit }],
    );
    return { provider, type, tier, ceiling: this.pipeline.admission.ceiling, limits, state: this.#state };
  }
}
