import type { FastifyError, FastifyInstance } from 'fastify';
import { tokenGuard } from '../auth.ts';
import { BadRequest } from '../errors.ts';
import type { FaultRegistry } from '../faults/registry.ts';
import type { Journal } from '../journal/journal.ts';
import { addFaultRoutes } from './faults.ts';
import { addJournalRoutes } from './journal.ts';

export interface AdminDeps {
  adminToken: string;
  /** Each with the names of its operations. */
  providers: ReadonlyMap<string, readonly string[]>;
  faults: FaultRegistry;
  journal: Journal;
  /** What providers add. */
  more: readonly ((scope: FastifyInstance) => void)[];
}

/** `/admin/...`: faults and journal, for who has the token. */
export function addAdminApi(scope: FastifyInstance, { adminToken, providers, faults, journal, more }: AdminDeps): void {
  const isAdmin = tokenGuard(adminToken);
  scope.addHook('onRequest', (request, reply, done) => {
    if (isAdmin(request.headers.authorization)) return done();
    reply.code(401).header('www-authenticate', 'Bearer');
    reply.send({ error: { code: 'unauthorized', message: 'Send the admin token as "Authorization: Bearer TOKEN".' } });
  });
  scope.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error(error);
    const code = error instanceof BadRequest ? error.code : status >= 500 ? 'internal_error' : 'invalid_request';
    const message = status >= 500 ? 'The mock server failed.' : error.message;
    return reply.code(status).send({ error: { code, message } });
  });
  addFaultRoutes(scope, providers, faults);
  addJournalRoutes(scope, journal);
  for (const add of more) add(scope);
}
