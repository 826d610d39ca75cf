import type { FastifyInstance } from 'fastify';

/** The deepest nesting of a body: deeper than any API needs, and not so deep that it exhausts the stack. */
const MAX_DEPTH = 100;
/** How many segments of a path an error shows. */
const SHOWN = 5;

class BodyError extends Error {
  readonly statusCode = 400;
  readonly code = 'GATEWAY_BODY_INVALID';
}

/** Reads JSON bodies, and refuses those that could not be sent on unchanged. */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, text, done) => {
    parse(request, text, (error, body) => done(error ?? refusal(body), body));
  });
}

/**
 * JSON text may hold a number that is too large, and would be sent on as null, or endless nesting.
 *
 * @returns null if the whole body can be sent on
 */
export function refusal(body: unknown): Error | null {
  const fault = faultOf(body, 0);
  if (fault === null) return null;
  const path = fault.path.reverse();
  const shown = path.length > SHOWN ? [...path.slice(0, SHOWN), '...'] : path;
  return new BodyError(`${['body', ...shown].join('/')} ${fault.remedy}`);
}

interface Fault {
  /** The path to the fault, from the inside out. */
  path: (string | number)[];
  remedy: string;
}

function faultOf(value: unknown, depth: number): Fault | null {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? null : { path: [], remedy: 'is too large a number: give one below 1.7e308.' };
  }
  if (typeof value !== 'object' || value === null) return null;
  if (depth === MAX_DEPTH) return { path: [], remedy: `is nested too deep: give at most ${MAX_DEPTH} levels.` };
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) {
      const fault = faultOf(value[at], depth + 1);
      if (fault !== null) return { ...fault, path: [...fault.path, at] };
    }
    return null;
  }
  for (const [name, held] of Object.entries(value)) {
    const fault = faultOf(held, depth + 1);
    if (fault !== null) return { ...fault, path: [...fault.path, name] };
  }
  return null;
}
