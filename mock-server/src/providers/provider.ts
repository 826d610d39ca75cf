import type { FastifyInstance } from 'fastify';
import type { ProviderService } from './service.ts';

/** What a provider adds to the rules that its contract states: routes, bodies, words. */
export interface MockProvider {
  /** The contract's name. */
  name: string;
  /** The body of every answer that is not a success. */
  errorBody(code: string, message: string): object;
  /** Called on an encapsulated scope, once. */
  addRoutes(scope: FastifyInstance, service: ProviderService): void;
}
