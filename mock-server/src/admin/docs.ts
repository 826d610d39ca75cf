/** What the documentation of every admin route says. */
export function adminDocs(summary: string) {
  return { summary, tags: ['admin'], security: [{ adminToken: [] }] };
}

/**
 * For routes whose schema documents the input only: the checks are code, which
 * can name the field, its value and the remedy.
 */
export const asDocumented = { validatorCompiler: () => () => true };
