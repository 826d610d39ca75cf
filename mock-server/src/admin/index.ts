import type { FastifyError, FastifyInstance } from 'fastify';
import { tokenGuard } from '../auth.ts';
import { BadRequest, NotServed } from '../errors.ts';
import type { FaultRegistry } from '../faults/registry.ts';
import type { Journal } from '../journal/journal.ts';
import type { KeyRing } from '../key-ring.ts';
import { addFaultRoutes } from './faults.ts';
import { addJournalRoutes } from './journal.ts';
import { addKeyRoutes } from './keys.ts';

export interface AdminDeps {
  adminToken: string;
  /** Each with the names of its operations. */
  providers: ReadonlyMap<string, readonly string[]>;
  faults: FaultRegistry;
  journal: Journal;
  keyRing: KeyRing;
  /** What providers add. */
  more: readonly ((scope: FastifyInstance) => void)[];
}

/** `/admin/...`: faults, journal and keys, for who has the token. */
export function addAdminApi(scope: FastifyInstance, deps: AdminDeps): void {
  const { adminToken, providers, faults, journal, keyRing, more } = deps;
  const isAdmin = tokenGuard(adminToken);
  scope.addHook('onRequest', (request, reply, done) => {
    if (isAdmin(request.headers.authorization)) return done();
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
