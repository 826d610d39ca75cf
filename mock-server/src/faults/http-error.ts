import { defineFault } from '../injection/fault.ts';
import { duration } from '../text.ts';

export default defineFault({
  name: 'http_error',
  summary: 'answers at once with `status`',
  fields: {
    status: { type: 'integer', minimum: 400, maximum: 599, default: 503 },
    retryAfterMs: {
      type: 'number',
      minimum: 0,
      maximum: 3_600_000,
      optional: true,
      description: 'What the answer tells the client to wait, at least.',
    },
  },
  defaults: { rate: 0.1 },
  describe({ status, retryAfterMs }, { requests }) {
    const hint = retryAfterMs === null ? '' : `, to be retried after ${duration(retryAfterMs)}`;
    return `${status} on ${requests}${hint}`;
  },
  onAnswer: ({ status, retryAfterMs }) => ({ answer: { status, retryAfterMs } }),
});
