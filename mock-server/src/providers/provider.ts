import type { FastifyInstance } from 'fastify';
import type { ErrorBody } from '../requests/error-format.ts';
import type { ProviderService } from '../requests/service.ts';

/** What a provider adds to the rules that its contract states: routes, bodies, words. */
export interface MockProvider {
  /** The contract's name. */
  name: string;
  errorBody: ErrorBody;
  /** Called on an encapsulated scope, once. */
  addRoutes(scope: FastifyInstance, service: ProviderService): Routes;
}

/** What came with the routes. */
export interface Routes {
  /** Routes below `/admin`, for who has the token. */
  addAdminRoutes?(scope: FastifyInstance): void;
}
