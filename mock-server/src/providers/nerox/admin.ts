import type { FastifyInstance } from 'fastify';
import { adminDocs, asDocumented } from '../../admin/docs.ts';
import { BadRequest, show } from '../../errors.ts';
import type { GpuBackend } from './gpu/backend.ts';
import { GPU_SCALE } from './gpu/options.ts';
import { clockSchema, jobJournalSchema } from './schema.ts';

const ADVANCE_MS = { min: 0, max: 31_622_400_000 };

/** @throws BadRequest naming the field, its value and the remedy */
function numberOf(body: unknown, field: string, { min, max }: { min: number; max: number }): number {
  const value = (body as Record<string, unknown> | null)?.[field];
  if (typeof value === 'number' && value >= min && value <= max) return value;
  throw new BadRequest('invalid_request', `${field} is ${show(value)}: give a number from ${min} to ${max}.`);
}

const bodyOf = (field: string, { min, max }: { min: number; max: number }, type: 'number' | 'integer') => ({
  type: 'object',
  required: [field],
  properties: { [field]: { type, minimum: min, maximum: max } },
});

/** `/admin/nerox/...`: the GPU clock and the journal of the jobs. */
export function addNeroxAdmin(scope: FastifyInstance, backend: GpuBackend): void {
  const { clock } = backend;
  const told = () => ({ now: clock.now(), scale: clock.scale });

  scope.get('/admin/nerox/clock', {
    schema: adminDocs('Read the GPU clock', { 200: clockSchema[200] }),
    handler: told,
  });

  scope.put('/admin/nerox/clock', {
    ...asDocumented,
    schema: {
      ...adminDocs('Make the GPU clock faster or slower, or freeze it', clockSchema),
      body: bodyOf('scale', GPU_SCALE, 'number'),
    },
    handler({ body }) {
      clock.setScale(numberOf(body, 'scale', GPU_SCALE));
      return told();
    },
  });

  scope.post('/admin/nerox/clock/advance', {
    ...asDocumented,
    schema: {
      ...adminDocs('Let GPU time pass', clockSchema),
      body: bodyOf('ms', ADVANCE_MS, 'number'),
    },
    handler({ body }) {
      clock.advance(numberOf(body, 'ms', ADVANCE_MS));
      return told();
    },
  });

  scope.get('/admin/nerox/jobs', {
    schema: adminDocs('Read the journal of the GPU jobs', jobJournalSchema),
    handler() {
      const { jobs, ...more } = backend.journal();
      return { jobs: jobs.map(({ account, ...job }) => ({ ...job, key: account })), ...more };
    },
  });
}
