import { errorSchema } from '../schemas.ts';

const refusals = {
  401: { description: 'The admin token is missing or wrong.', ...errorSchema },
  429: {
    description: 'Too many wrong tokens came from this address; `Retry-After` says how long to wait.',
    ...errorSchema,
  },
} as const;

/** The documentation of an admin route: its `response`, and the refusals that all of them can answer with. */
export function adminDocs<T extends object>(summary: string, response: T) {
  return { summary, tags: ['admin'], security: [{ adminToken: [] }], response: { ...response, ...refusals } };
}

/**
 * Turns a route's schema into documentation only. Code checks the input instead,
 * since it can name the field, its value and the remedy.
 */
export const asDocumented = { validatorCompiler: () => () => true };
