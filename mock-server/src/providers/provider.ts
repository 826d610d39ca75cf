import type { FastifyInstance } from 'fastify';
import type { ProviderService } from './service.ts';

/** What an error's body may tell beside its words. */
export interface ErrorFacts {
  nowMs: number;
  /** What the contract puts into bodies, by the names of its hints. */
  hints: Readonly<Record<string, number>>;
}

/** What a provider adds to the rules that its contract states: routes, bodies, words. */
export interface MockProvider {
  /** The contract's name. */
  name: string;
  /** The body of every answer that is not a success. */
  errorBody(code: string, message: string, facts: ErrorFacts): object;
  /** Called on an encapsulated scope, once. */
  addRoutes(scope: FastifyInstance, service: ProviderService): Routes;
}

/** What came with the routes. */
export interface Routes {
  /** Routes below `/admin`, for who has the token. */
  addAdminRoutes?(scope: FastifyInstance): void;
}
