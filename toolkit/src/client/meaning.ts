import type { ResultClass, Rule } from '../contract/rule.ts';
import { isEvenkeelError } from '../errors/errors.ts';
import type { Hint } from '../http/hint.ts';
import type { TransportResponse } from '../http/transport.ts';

/** How an attempt of a function ended. */
export type FunctionEnd<T = unknown> = { value: T } | { error: unknown };

/**
 * What an end means: its class; or what the API answered, of which the contract's rules and hints say what it means; or
 * that no answer came.
 */
export type Meaning =
  | {
      class: ResultClass;
      /** How long the API asks to wait, in milliseconds. Default: it asks for nothing. */
      retryAfterMs?: number | undefined;
      /** Whether another attempt may help. Default: of what is throttled, overloaded, transient or relayed. */
      retry?: boolean;
    }
  | {
      status: number;
      /** Such as a `Headers`, or an object; names in any case. */
      headers?: unknown;
      /** A JSON value. */
      body?: unknown;
    }
  | { failure: 'network' };

/** Says what an end means; undefined: what {@link meaningOf} says. */
export type Classify<T = unknown> = (end: FunctionEnd<T>) => Meaning | undefined;

const CLASS = 'evenkeel-class';
const WAIT = 'evenkeel-wait-ms';
const retried: readonly ResultClass[] = ['throttled', 'overloaded', 'transient', 'relayed'];

/** The statuses by which people know the classes. */
const statuses: Readonly<Record<ResultClass, number>> = {
  ok: 200,
  throttled: 429,
  overloaded: 503,
  transient: 500,
  relayed: 502,
  permanent: 400,
  quota: 429,
  payment: 402,
};

/** Rules for what {@link answerOf} makes of a class; they match no API's answer. */
export const classRules: readonly Rule[] = /* @__PURE__ */ (Object.keys(statuses) as ResultClass[]).flatMap((name) =>
  [true, false].map((retry) => ({
    ...{ class: name, retry, status: statuses[name] },
    header: { name: CLASS, equals: `${name} ${retry}` },
  })),
);

/** The hint of what {@link answerOf} makes of a `retryAfterMs`. */
export const waitHint: Hint = {
  ...{ header: WAIT, means: 'wait', format: 'milliseconds', unit: 'requests' },
  ...{ sentOn: 'all', obeyedOn: ['any'] },
};

/** An end as the answer that means the same; undefined where there was none. */
export function answerOf(end: FunctionEnd, meaning: Meaning): TransportResponse | undefined {
  if ('failure' in meaning) return undefined;
  if ('status' in meaning) {
    const { status, headers, body } = meaning;
    return answer(status, headerReader(headers), body);
  }
  const { class: name, retryAfterMs, retry = retried.includes(name) } = meaning;
  const waitMs = Math.ceil(Number(retryAfterMs ?? Number.NaN));
  const headers: Record<string, string> = {
    [CLASS]: `${name} ${retry}`,
    ...(waitMs >= 0 && waitMs < Number.POSITIVE_INFINITY && { [WAIT]: String(waitMs) }),
  };
  const body = 'value' in end ? end.value : { message: fieldsOf(end.error).message };
  return answer(statuses[name], (header) => headers[header], body);
}

const answer = (status: number, header: TransportResponse['header'], body: unknown): TransportResponse => ({
  status,
  header,
  // Most ends are looked into by nobody.
  get body() {
    try {
      return JSON.stringify(body) ?? '';
    } catch {
      return '';
    }
  },
});

function headerReader(headers: unknown): TransportResponse['header'] {
  if (typeof headers !== 'object' || headers === null) return () => undefined;
  const { get } = headers as { get?: unknown };
  const text = (value: unknown): string | undefined =>
    value === undefined || value === null ? undefined : String(Array.isArray(value) ? value.join(', ') : value);
  if (typeof get === 'function') return (name) => text(get.call(headers, name));
  const named = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return (name) => text(named.get(name));
}

/**
 * What an end means by itself. A value is an answer of status 200, and a `Response` is the answer that it is. An error
 * with a status, as those of most SDKs have it, is the answer that it tells of; a gRPC error goes by its code. An error of
 * the program itself (a TypeError without a cause, a RangeError, ...) is final. Any other one is a connection that failed.
 */
export function meaningOf(end: FunctionEnd): Meaning {
  if ('value' in end) {
    const { value } = end;
    return isResponse(value) ? { status: value.status, headers: value.headers } : { status: 200, body: value };
  }
  const { error } = end;
  if (isEvenkeelError(error)) return { class: classes[error.code] ?? 'permanent', retryAfterMs: error.retryAfterMs };
  return answerIn(error) ?? grpcMeaning(error) ?? (isBug(error) ? { class: 'permanent' } : { failure: 'network' });
}

/** Of errors of policies, or of a client, inside the function. */
const classes: Partial<Record<string, ResultClass>> = {
  EVK_THROTTLED: 'throttled',
  EVK_QUOTA_EXHAUSTED: 'quota',
  EVK_UPSTREAM_ERROR: 'transient',
  EVK_ATTEMPT_TIMEOUT: 'transient',
  EVK_DEADLINE_EXCEEDED: 'transient',
  EVK_NETWORK: 'transient',
};

export const isResponse = (value: unknown): value is Response =>
  typeof Response === 'function' && value instanceof Response;

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields => Object(value) as Fields;

/** The answer that an SDK's error tells of, wherever it keeps it. */
function answerIn(error: unknown): Meaning | undefined {
  const own = fieldsOf(error);
  const response = fieldsOf(own.response ?? own.$response);
  const { httpStatusCode } = fieldsOf(own.$metadata);
  const status = [own.status, own.statusCode, response.status, response.statusCode, httpStatusCode].find(isStatus);
  if (status === undefined) return undefined;
  const headers = own.headers ?? response.headers;
  return { status, headers, body: response.data ?? own.body ?? bodyWith(own.error) ?? { message: own.message } };
}

const isStatus = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 100 && Number(value) <= 599;

/** Some SDKs keep the whole body in `error`, and others what is in the body's field of that name. */
function bodyWith(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return undefined;
  return 'error' in error ? error : { error };
}

/** By gRPC's status codes: https://grpc.io/docs/guides/status-codes/ */
const grpcClasses: Readonly<Record<number, ResultClass>> = {
  2: 'transient',
  4: 'transient',
  8: 'throttled',
  10: 'transient',
  13: 'transient',
  14: 'transient',
  15: 'transient',
};

function grpcMeaning(error: unknown): Meaning | undefined {
  const { code, details, metadata } = fieldsOf(error);
  if (typeof code !== 'number' || typeof details !== 'string' || typeof metadata !== 'object') return undefined;
  return { class: grpcClasses[code] ?? 'permanent' };
}

const bugs = new Set(['RangeError', 'ReferenceError', 'SyntaxError', 'EvalError', 'URIError']);

/** Whether it is the program that is wrong. What fetch() throws is a TypeError with a cause. */
const isBug = (error: unknown): boolean =>
  error instanceof Error && (bugs.has(error.name) || (error.name === 'TypeError' && error.cause === undefined));
