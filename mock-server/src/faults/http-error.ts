import type { FaultKind } from '../injection/fault.ts';
import { numberField } from '../injection/fields.ts';

const STATUS = { min: 400, max: 599, whole: true };
const RETRY_AFTER_MS = { min: 0, max: 3_600_000 };

export const httpError: FaultKind = {
  name: 'http_error',
  fields: {
    status: { type: 'integer', minimum: STATUS.min, maximum: STATUS.max, default: 503 },
    retryAfterMs: {
      type: 'number',
      minimum: RETRY_AFTER_MS.min,
      maximum: RETRY_AFTER_MS.max,
      description: 'What the answer tells the client to wait, at least.',
    },
  },
  effect(request) {
    return {
      does: 'answer',
      status: numberField(request, 'status', STATUS, 503),
      retryAfterMs: numberField(request, 'retryAfterMs', RETRY_AFTER_MS, null),
    };
  },
};
