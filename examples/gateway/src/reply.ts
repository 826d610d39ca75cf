import { isEvenkeelError, OptionError } from '@evenkeel/toolkit';
import type { FastifyReply } from 'fastify';
import { errorBody, httpStatus, retryAfterMs } from './status.ts';

/** Aborts when the caller leaves before its answer, as nobody would need the upstream's work. */
export function callerLeft(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new Error('The caller closed the connection.'));
  });
  return controller.signal;
}

/** Answers with how a call failed. Rethrows errors that are not a call's failure. */
export function fail(reply: FastifyReply, error: unknown): FastifyReply {
  // Some of the caller's input is passed as an option of the client.
  if (error instanceof OptionError) {
    return reply
      .code(400)
      .send({ error: { code: error.code, message: error.message, outcome: 'rejected', attempts: 0 } });
  }
  if (!isEvenkeelError(error)) throw error;
  const afterMs = retryAfterMs(error);
  if (afterMs !== undefined) reply.header('retry-after', Math.ceil(afterMs / 1_000));
  return reply.code(httpStatus(error)).send({ error: errorBody(error) });
}
