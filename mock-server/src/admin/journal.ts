import type { FastifyInstance } from 'fastify';
import type { Journal } from '../journal/journal.ts';
import { journalQuerySchema, parseJournalQuery } from '../journal/query.ts';
import { journalPageSchema } from '../journal/schema.ts';
import { errorSchema } from '../schemas.ts';
import { adminDocs, asDocumented } from './docs.ts';

export function addJournalRoutes(scope: FastifyInstance, journal: Journal): void {
  scope.get<{ Querystring: Record<string, unknown> }>('/admin/journal', {
    ...asDocumented,
    schema: {
      ...adminDocs('Read the request journal', {
        200: journalPageSchema,
        400: { description: 'A parameter is unknown or out of range.', ...errorSchema },
      }),
      querystring: journalQuerySchema,
    },
    handler: (request) => journal.query(parseJournalQuery(request.query)),
  });

  scope.delete('/admin/journal', {
    schema: adminDocs('Forget all requests', {
      204: { description: 'The journal is empty; its numbers go on.', type: 'null' },
    }),
    handler(_request, reply) {
      journal.clear();
      return reply.code(204).send();
    },
  });
}
