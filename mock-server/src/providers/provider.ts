import type { FastifyInstance } from 'fastify';
import type { ErrorBody } from '../requests/error-format.ts';
import type { ProviderService } from '../requests/service.ts';

/** What a provider adds to the rules of its contract: its routes and its bodies. */
export interface MockProvider {
  /** The contract's name. */
  name: string;
  errorBody: ErrorBody;
  /** Called on an encapsulated scope, once. */
  addRoutes(scope: FastifyInstance, service: ProviderService): Routes;
}

/** What a provider has beside its own routes. */
export interface Routes {
  /** Adds routes below `/admin`, for callers that have the token. */
  addAdminRoutes?(scope: FastifyInstance): void;
}
