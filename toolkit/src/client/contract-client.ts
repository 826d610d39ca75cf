import type { CallCosts } from '../call/call.ts';
import type { ProviderContract } from '../contract/contract.ts';
import { mayBeSplit } from '../contract/limit-key.ts';
import type { ReceivedResponse } from '../http/received-response.ts';
import type { Transport, TransportRequest, TransportStream } from '../http/transport.ts';
import { type ApiAnswer, readAnswer } from './answer.ts';
import { callCosts, requireEstimators, type UncountedCall } from './call-costs.ts';
import type { ClientOptions } from './client-options.ts';
import { ManagedCaller } from './managed-caller.ts';
import { PassingEvents } from './passing-events.ts';
import type { CallRequest } from './request.ts';
import { OwnKey, SplitKeys } from './split-keys.ts';
import { StreamEnd, streamedBody } from './streamed-body.ts';

/**
 * Makes calls by a provider's contract, also such whose answers are wanted whole: with status, headers and body. It is
 * a class of its own, so that clients that read values only need not carry streams.
 */
export class ContractClient extends ManagedCaller {
  /** Aborts all streams that are open. */
  readonly #streamsEnd = new AbortController();
  readonly #estimators: ClientOptions['estimators'];
  #splitKeys: SplitKeys | undefined;

  /** @throws OptionError if an option cannot be used, such as a contract that was not checked */
  constructor(contract: ProviderContract, options: ClientOptions) {
    super(contract, options);
    requireEstimators(this.settings.operations, options.estimators);
    this.#estimators = options.estimators;
  }

  /**
   * Makes a call, and resolves with all of its answer. A body that is streamed is read after that: its errors come with
   * the pieces, and `signal` ends it, too.
   *
   * @throws EvenkeelError whatever ends the call
   * @throws OptionError for an operation that the contract does not have, and for an option that cannot be used
   */
  async request(operation: string, payload?: unknown, request: CallRequest<ApiAnswer> = {}): Promise<ApiAnswer> {
    const { returns } = this.operation(operation);
    if (returns === 'stream' || returns === 'events') return this.#stream(operation, payload, request);
    const read = (response: ReceivedResponse): ApiAnswer => readAnswer(returns, response);
    return this.track(this.pipeline.run(this.preparedToRead(operation, payload, read, request)));
  }

  /** The call ends with its body, or when nobody reads on, and holds its slot until then. */
  async #stream(operation: string, payload: unknown, request: CallRequest<ApiAnswer>): Promise<ApiAnswer> {
    const signal = AbortSignal.any([this.#streamsEnd.signal, ...(request.signal ? [request.signal] : [])]);
    const startedAtMs = this.clock.now();
    const { deadlineMs, settleAfterMs = deadlineMs } = this.operation(operation);
    const end = new StreamEnd(this.clock, settleAfterMs);
    const until = end.promise.then(({ outcome }) => ({ outcome, durationMs: this.clock.now() - startedAtMs }));
    let passing: PassingEvents | undefined;
    const read = (response: ReceivedResponse): ApiAnswer<AsyncIterable<Uint8Array>> => {
      void this.track(end.promise);
      const onPiece = passing?.lookAt(response);
      const body = streamedBody(response, { signal, redact: (text) => this.redact(text), end, onPiece });
      return { ...readAnswer('none', response), body };
    };
    const send: Transport['send'] = (sent) =>
      this.openStream({ ...sent, signal: AbortSignal.any([sent.signal, signal]) });
    const call = this.preparedToRead<ApiAnswer>(operation, payload, read, { ...request, until }, { send });
    if (call.costs?.isEstimated) {
      const { costs } = call;
      const events = new PassingEvents();
      passing = events;
      costs.later = (settle) => {
        void end.promise.then(({ isTold }) => settle(/* seam: cost-of-a-stream */ isTold ? costs.read(events) : []));
        void end.late.then(() => settle(costs.read(events)));
      };
    }
    return this.track(this.pipeline.run(call));
  }

  /** @internal */
  protected override costsOf(call: UncountedCall): CallCosts {
    const { provider } = this.settings;
    const onIgnored = (name: string): void => this.listener?.({ provider, type: 'hint-ignored', name });
    return callCosts({ ...call, estimators: this.#estimators, own: this.#ownKeyOf(call), onIgnored });
  }

  /** What a call is counted with, where that is its own. */
  #ownKeyOf({ key, settings, params, payload }: UncountedCall): OwnKey | undefined {
    if (!key.rates.some(({ limit }) => mayBeSplit(limit))) return undefined;
    const { settings: all, clock, pipeline } = this;
    this.#splitKeys ??= new SplitKeys({ settings: all, clock, admission: pipeline.admission });
    return new OwnKey(this.#splitKeys, { key, operation: settings, params, payload });
  }

  /** @internal */
  protected override cancelAll(reason: unknown): void {
    super.cancelAll(reason);
    this.#streamsEnd.abort(reason);
  }

  /** @internal @throws Error if the transport cannot stream */
  protected async openStream(sent: TransportRequest): Promise<TransportStream> {
    if (this.transport.open === undefined) throw new Error('The transport cannot stream.');
    return this.transport.open(sent);
  }
}
