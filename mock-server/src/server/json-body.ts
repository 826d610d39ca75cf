import type { FastifyInstance } from 'fastify';
import { BadRequest } from '../errors.ts';

/** More than any request needs, and little enough for recursive code, which overflows the stack on deep values. */
const DEEPEST = 100;

function isDeeper(value: unknown, than: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (than === 0) return true;
  const inner = Array.isArray(value) ? value : Object.values(value);
  for (const one of inner) if (isDeeper(one, than - 1)) return true;
  return false;
}

export interface JsonBodies {
  /** Whether an announced body may be empty; where it may not, that is a 400. */
  mayBeEmpty: boolean;
}

/** Reads JSON bodies in a scope, and refuses those that are nested too deeply with a 400. */
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
