// Stands in for cockatiel 3.2.1: the part of its types that an app uses beside the toolkit. An error is an `Error` in it,
// and `unknown` in cockatiel 4; its enum and its classes are other ones than those of cockatiel 4.

type Fails<T> = (failed: T) => boolean;
type Class<T> = new (...args: never[]) => T;

export interface IDisposable {
  dispose(): void;
}
export type Event<T> = (listener: (data: T) => void) => IDisposable;
export type FailureReason<R> = { error: Error } | { value: R };

export interface ISuccessEvent {
  duration: number;
}
export interface IFailureEvent extends ISuccessEvent {
  handled: boolean;
  reason: FailureReason<unknown>;
}
export interface IDefaultPolicyContext {
  signal: AbortSignal;
}
export interface IPolicy<C extends IDefaultPolicyContext = IDefaultPolicyContext, Other = never> {
  readonly _altReturn: Other;
  readonly onSuccess: Event<ISuccessEvent>;
  readonly onFailure: Event<IFailureEvent>;
  execute<T>(fn: (context: C) => PromiseLike<T> | T, signal?: AbortSignal): Promise<T | Other>;
}

type Any = IPolicy<IDefaultPolicyContext, unknown>;
type Both<A, B> =
  A extends IPolicy<infer C, infer X> ? (B extends IPolicy<infer D, infer Y> ? IPolicy<C & D, X | Y> : never) : never;
export declare function wrap<A extends Any, B extends Any>(a: A, b: B): Both<A, B>;
export declare function wrap<A extends Any, B extends Any, C extends Any>(a: A, b: B, c: C): Both<C, Both<A, B>>;
export declare function wrap<C extends IDefaultPolicyContext, X>(...policies: IPolicy<C, X>[]): IPolicy<C, X>;
export declare function usePolicy(policy: IPolicy): (target: unknown, key: string, how: PropertyDescriptor) => void;

export declare class Policy {
  readonly options: Readonly<{ errorFilter: Fails<Error>; resultFilter: Fails<unknown> }>;
  constructor(options: Policy['options']);
  orWhen(fails: Fails<Error>): Policy;
  orWhenResult(fails: Fails<unknown>): Policy;
}
export declare const handleAll: Policy;
export declare function handleType<T>(type: Class<T>, fails?: Fails<T>): Policy;
export declare function handleWhenResult(fails: Fails<unknown>): Policy;

export interface IRetryContext extends IDefaultPolicyContext {
  attempt: number;
}
export interface IRetryBackoffContext<R> extends IRetryContext {
  result: FailureReason<R>;
}
export interface IBackoffFactory<T> {
  next(context: T): IBackoff<T>;
}
export interface IBackoff<T> extends IBackoffFactory<T> {
  readonly duration: number;
}
export declare class ConstantBackoff implements IBackoffFactory<unknown> {
  private readonly ms;
  constructor(ms: number);
  next(): IBackoff<unknown>;
}
export declare class DelegateBackoff<T, S = void> implements IBackoffFactory<T> {
  private readonly fn;
  constructor(fn: (context: T, state?: S) => { state: S; delay: number } | number);
  next(context: T): IBackoff<T>;
}
export declare class RetryPolicy implements IPolicy<IRetryContext> {
  private readonly executor;
  declare readonly _altReturn: never;
  readonly onSuccess: Event<ISuccessEvent>;
  readonly onFailure: Event<IFailureEvent>;
  execute<T>(fn: (context: IRetryContext) => PromiseLike<T> | T, signal?: AbortSignal): Promise<T>;
}
export declare function retry(
  policy: Policy,
  how: { maxAttempts?: number; backoff?: IBackoffFactory<IRetryBackoffContext<unknown>> },
): RetryPolicy;

export declare enum CircuitState {
  Closed = 0,
  Open = 1,
  HalfOpen = 2,
  Isolated = 3,
}
export interface IBreaker {
  state: unknown;
  success(state: CircuitState): void;
  failure(state: CircuitState): boolean;
}
export declare class ConsecutiveBreaker implements IBreaker {
  private readonly threshold;
  state: number;
  constructor(threshold: number);
  success(): void;
  failure(): boolean;
}
export declare class SamplingBreaker implements IBreaker {
  private readonly duration;
  constructor(options: { threshold: number; duration: number; minimumRps?: number });
  get state(): unknown;
  set state(value: unknown);
  success(state: CircuitState): void;
  failure(state: CircuitState): boolean;
}
export declare function circuitBreaker(policy: Policy, how: { halfOpenAfter: number; breaker: IBreaker }): IPolicy;
