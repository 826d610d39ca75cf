import type {
  Cancel,
  Clock,
  EventSink,
  Random,
  ResilienceEvent,
  Transport,
  TransportRequest,
  TransportResponse,
  TransportStream,
} from './index.d.mts';
export type EventOf<K extends ResilienceEvent['type']> = Extract<ResilienceEvent, {
  type: K;
}>;
export declare class EventRecorder {
  readonly events: ResilienceEvent[];
  readonly sink: EventSink;
  ofType<K extends ResilienceEvent['type']>(type: K): EventOf<K>[];
}
export declare class FakeClock implements Clock {
  constructor(startMs?: number);
  now(): number;
  setTimeout(fn: () => void, delayMs: number): Cancel;
  get pending(): number;
  get newestMs(): number;
  untilPending(count: number): Promise<void>;
  tick(ms: number): void;
  advance(ms: number): Promise<void>;
  runUntil<T>(promise: Promise<T>): Promise<T>;
}
export type Reply = number | {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  afterMs?: number;
}
| {
  headers?: Record<string, string>;
  pieces: AsyncIterable<string>;
  afterMs?: number;
} | {
  error: Error;
  afterMs?: number;
};
export declare class ScriptedTransport implements Transport {
  readonly sent: SentRequest[];
  closed: boolean;
  inFlight: number;
  constructor(clock: Clock, reply: (request: SentRequest, at: number) => Reply);
  open(request: TransportRequest): Promise<TransportStream>;
  send(request: TransportRequest, onStream?: (pieces: AsyncIterable<string>) => void): Promise<TransportResponse>;
  close(): void;
}
export interface SentRequest extends TransportRequest {
  atMs: number;
  callId: string;
  attempt: number;
}
export declare function seededRandom(seed: number): Random;
