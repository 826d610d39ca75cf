import type { FastifyInstance } from 'fastify';
import type { ActiveFault } from '../injection/fault.ts';
import type { FaultRegistry } from '../injection/registry.ts';
import { errorSchema } from '../schemas.ts';
import { adminDocs, asDocumented } from './docs.ts';
import { faultRequestSchema, parseFaultRequest } from './fault-request.ts';

const faultSchema = {
  type: 'object',
  additionalProperties: true,
  properties: {
    id: { type: 'string' },
    provider: { type: 'string' },
    fault: { type: 'string' },
    rate: { type: 'number' },
    per: { type: 'string' },
    expiresAtMs: { type: 'number', description: 'Epoch milliseconds.' },
  },
} as const;

/** As it was asked for: the fault's own fields beside the common ones, without the draw and the hooks. */
function present({ draw: _, hooks: __, fields, ...fault }: ActiveFault) {
  return { ...fault, ...fields };
}

export function addFaultRoutes(
  scope: FastifyInstance,
  providers: ReadonlyMap<string, readonly string[]>,
  faults: FaultRegistry,
): void {
  scope.post('/admin/faults', {
    ...asDocumented,
    schema: {
      ...adminDocs('Start a fault', {
        201: { description: 'The fault is active.', ...faultSchema },
        400: { description: 'A field is missing, unknown or out of range.', ...errorSchema },
      }),
      body: faultRequestSchema,
    },
    handler: (request, reply) => reply.code(201).send(present(faults.add(parseFaultRequest(request.body, providers)))),
  });

  scope.get('/admin/faults', {
    schema: {
      ...adminDocs('List the active faults', {
        200: {
          description: 'Oldest first.',
          type: 'object',
          properties: { faults: { type: 'array', items: faultSchema } },
        },
      }),
    },
    handler: () => ({ faults: faults.list().map(present) }),
  });

  scope.delete<{ Params: { id: string } }>('/admin/faults/:id', {
    schema: {
      ...adminDocs('End a fault', {
        204: { description: 'It has ended.', type: 'null' },
        404: { description: 'No such fault is active.', ...errorSchema },
      }),
      params: { type: 'object', properties: { id: { type: 'string' } } },
    },
    handler(request, reply) {
      if (faults.remove(request.params.id)) return reply.code(204).send();
      return reply.code(404).send({ error: { code: 'unknown_fault', message: 'No such fault is active.' } });
    },
  });

  scope.delete('/admin/faults', {
    schema: adminDocs('End all faults', { 204: { description: 'None is active.', type: 'null' } }),
    handler(_request, reply) {
      faults.clear();
      return reply.code(204).send();
    },
  });
}
