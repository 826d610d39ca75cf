import { isEvenkeelError, OptionError } from '@evenkeel/toolkit';
import type { FastifyReply } from 'fastify';
import { errorBody, httpStatus, retryAfterMs } from './status.ts';

/** Aborts when the caller is gone before its answer: the upstream's work would be for nobody. */
export function callerLeft(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new Error('The caller closed the connection.'));
  });
  return controller.signal;
}

/** Answers with how a call failed. What is no failure of a call is thrown on. */
export function fail(reply: FastifyReply, error: unknown): FastifyReply {
  // What the caller chose is an option of the client.
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
