import type { FastifyInstance } from 'fastify';
import { BadRequest } from '../errors.ts';

/** More than any request needs, and less than what writing a value out again, call by call, has room for. */
const DEEPEST = 100;

function isDeeper(value: unknown, than: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (than === 0) return true;
  const inner = Array.isArray(value) ? value : Object.values(value);
  for (const one of inner) if (isDeeper(one, than - 1)) return true;
  return false;
}

export interface JsonBodies {
  /** A body may be announced and not come; else that is a 400. */
  mayBeEmpty: boolean;
}

/** Reads JSON bodies in a scope. What is nested without end is refused as what it is: a request that will never do. */
export function readJsonBodies(scope: FastifyInstance, { mayBeEmpty }: JsonBodies): void {
  const parse = scope.getDefaultJsonParser('error', 'error');
  scope.removeContentTypeParser('application/json');
  scope.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '' && mayBeEmpty) {
      done(null, undefined);
      return;
    }
    parse(request, body as string, (error, value) => {
      if (error === null && isDeeper(value, DEEPEST)) {
        done(
          new BadRequest('invalid_request', `The body is nested deeper than ${DEEPEST} levels: send a flatter one.`),
        );
      } else done(error, value);
    });
  });
}
