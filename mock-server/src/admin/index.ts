import type { Clock } from '@evenkeel/toolkit';
import type { FastifyError, FastifyInstance } from 'fastify';
import { BadRequest, NotServed } from '../errors.ts';
import type { FaultRegistry } from '../injection/registry.ts';
import type { Journal } from '../journal/journal.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import { bearerToken, tokenGuard } from '../keys/secrets.ts';
import { addFaultRoutes } from './faults.ts';
import { Guesses } from './guesses.ts';
import { addJournalRoutes } from './journal.ts';
import { addKeyRoutes } from './keys.ts';

export interface AdminDeps {
  adminToken: string;
  clock: Clock;
  /** The operations' names by provider. */
  providers: ReadonlyMap<string, readonly string[]>;
  faults: FaultRegistry;
  journal: Journal;
  keyRing: KeyRing;
  /** The admin routes that providers add. */
  more: readonly ((scope: FastifyInstance) => void)[];
}

/** `/admin/...`: faults, journal and keys, for callers that have the token. */
export function addAdminApi(scope: FastifyInstance, deps: AdminDeps): void {
  const { adminToken, clock, providers, faults, journal, keyRing, more } = deps;
  const isAdmin = tokenGuard(adminToken);
  const guesses = new Guesses(clock);
  scope.addHook('onRequest', ({ headers: { authorization }, ip }, reply, done) => {
    const waitMs = guesses.waitMs(ip);
    if (waitMs > 0) {
      const message = 'Too many wrong admin tokens came from this address: wait, and send the right one.';
      reply.code(429).header('retry-after', String(Math.ceil(waitMs / 1_000)));
      reply.send({ error: { code: 'too_many_guesses', message } });
      return;
    }
    if (isAdmin(authorization)) return done();
    if (bearerToken(authorization) !== null) guesses.wrong(ip);
    reply.code(401).header('www-authenticate', 'Bearer');
    reply.send({ error: { code: 'unauthorized', message: 'Send the admin token as "Authorization: Bearer TOKEN".' } });
  });
  scope.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    const told = error instanceof BadRequest || error instanceof NotServed;
    const failed = status >= 500 && !told;
    if (failed) request.log.error(error);
    const code = told ? error.code : failed ? 'internal_error' : 'invalid_request';
    const message = failed ? 'The mock server failed.' : error.message;
    return reply.code(status).send({ error: { code, message } });
  });
  addFaultRoutes(scope, providers, faults);
  addJournalRoutes(scope, journal);
  addKeyRoutes(scope, keyRing);
  for (const add of more) add(scope);
}
