import { Readable } from 'node:stream';
import { type CallOptions, type EvenkeelError, isEvenkeelError, nerox } from '@evenkeel/toolkit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { callerLeft, fail } from './reply.ts';
import { errorBody, httpStatus } from './status.ts';

const count = { type: 'integer', minimum: 1 } as const;

const tspBody = {
  type: 'object',
  required: ['distance_matrix'],
  additionalProperties: false,
  properties: {
    distance_matrix: { type: 'array', items: { type: 'array', items: { type: 'number' } } },
    seed: { type: 'integer' },
    restarts: count,
    iterations: count,
    target_gap: { type: 'number', minimum: 0 },
    known_optimal: { type: 'number', exclusiveMinimum: 0 },
    timeout_ms: count,
  },
  // The gap is measured from `known_optimal`.
  dependencies: { target_gap: ['known_optimal'] },
} as const;

interface TspBody {
  distance_matrix: number[][];
  seed?: number;
  restarts?: number;
  iterations?: number;
  /** The job is cancelled as soon as its answer is this near to `known_optimal`. */
  target_gap?: number;
  known_optimal?: number;
  timeout_ms?: number;
}

/** Nerox's routes: a travelling salesman job, whose events are streamed on; and what the key has used. */
export function neroxRoutes(app: FastifyInstance, client: nerox.NeroxClient): void {
  app.post<{ Body: TspBody }>('/nerox/tsp', { schema: { body: tspBody } }, async (request, reply) => {
    const { distance_matrix, target_gap, known_optimal, timeout_ms, ...rest } = request.body;
    const signal = callerLeft(reply);
    let job: nerox.Job;
    try {
      const problem = { distanceMatrix: distance_matrix, solver: 'gpu', ...rest } as const;
      job = await client.optimize.tsp(problem, { callId: request.id, signal, ...keyOf(request) });
    } catch (error) {
      return fail(reply, error);
    }
    const goal = {
      ...(target_gap !== undefined && { targetGap: target_gap }),
      ...(known_optimal !== undefined && { knownOptimal: known_optimal }),
      ...(timeout_ms !== undefined && { timeoutMs: timeout_ms }),
    };
    reply.type('text/event-stream').header('cache-control', 'no-store');
    return Readable.from(events(job, goal, signal));
  });

  app.get('/nerox/usage', async (_request, reply) => {
    try {
      return await client.usage.get();
    } catch (error) {
      return fail(reply, error);
    }
  });
}

/** The caller's idempotency key: a caller that lost its connection gets the same job again with it. */
function keyOf({ headers }: FastifyRequest): Pick<CallOptions, 'idempotencyKey'> {
  const key = headers['idempotency-key'];
  return typeof key === 'string' ? { idempotencyKey: key } : {};
}

type Goal = Pick<nerox.SolveOptions, 'targetGap' | 'knownOptimal' | 'timeoutMs'>;

/** The job's events as they come, and at its end one more, with the result and the bill. */
async function* events(job: nerox.Job, goal: Goal, signal: AbortSignal): AsyncGenerator<string> {
  // If the wait fails, the job and its stream may go on; the stream is ended, so that the caller hears it at once.
  const over = new AbortController();
  const solved = nerox.solveUntil(job, { ...goal, signal }).then(
    (solution) => ({ status: 200, reason: solution.reason as string }),
    (error: unknown) => {
      over.abort();
      return failure(error);
    },
  );
  try {
    for await (const { type, ...data } of job.stream({ signal: AbortSignal.any([signal, over.signal]) })) {
      // The end is sent below, with the bill.
      if (type !== 'end') yield line(type, data);
    }
  } catch (error) {
    if (!isEvenkeelError(error)) throw error;
  }
  yield line('ended', { ...(await solved), ...outcomeOf(job) });
}

function failure(thrown: unknown) {
  if (!isEvenkeelError(thrown)) throw thrown;
  const error: EvenkeelError = thrown;
  return { status: httpStatus(error), reason: error.code, error: errorBody(error) };
}

function outcomeOf({ snapshot }: nerox.Job) {
  const { id, idempotency_key, result, billed_gpu_seconds, estimated_gpu_seconds } = snapshot;
  return {
    job_id: id,
    idempotency_key,
    best_energy: result?.best_energy ?? null,
    tour: result?.tour ?? null,
    billed_gpu_seconds: billed_gpu_seconds ?? 0,
    estimated_gpu_seconds,
    run_seconds: nerox.ranMs(snapshot) / 1_000,
  };
}

const line = (event: string, data: object): string => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
