import { errorSchema } from '../schemas.ts';

const refusals = {
  401: { description: 'The admin token is missing or wrong.', ...errorSchema },
  429: {
    description: 'Too many wrong tokens came from this address; `Retry-After` says how long to wait.',
    ...errorSchema,
  },
} as const;

/** What the documentation of every admin route says, with what it answers beside the refusals that all have. */
export function adminDocs<T extends object>(summary: string, response: T) {
  return { summary, tags: ['admin'], security: [{ adminToken: [] }], response: { ...response, ...refusals } };
}

/**
 * For routes whose schema documents the input only: the checks are code, which
 * can name the field, its value and the remedy.
 */
export const asDocumented = { validatorCompiler: () => () => true };
