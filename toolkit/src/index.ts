import * as nimbus from './providers/nimbus/index.ts';

export type { BatchOptions, BatchProgress, Payloads } from './batch.ts';
export { type Clock, type Random, systemClock, systemRandom } from './clock.ts';
export { type ErrorCode, EvenkeelError, errorCodes, isEvenkeelError, OptionError } from './errors.ts';
export type { EventSink, ResilienceEvent } from './events.ts';
export { NodeTransport, type NodeTransportOptions } from './http/node-transport.ts';
export type { Transport, TransportRequest, TransportResponse } from './http/transport.ts';
export { type Backoff, backoffDelayMs } from './policies/backoff.ts';
export { Bulkhead, type BulkheadOptions } from './policies/bulkhead.ts';
export { CircuitBreaker, type CircuitBreakerOptions } from './policies/circuit-breaker.ts';
export { Gate } from './policies/gate.ts';
export { type RollingRatio, RollingRatioBreaker } from './policies/rolling-ratio-breaker.ts';
export type { CallOptions, ClientOptions } from './providers/client.ts';
export { nimbus };
