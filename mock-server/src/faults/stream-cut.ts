import type { FaultKind } from '../injection/fault.ts';
import { numberField } from '../injection/fields.ts';

const AFTER_EVENTS = { min: 1, max: 1_000_000, whole: true };

/** A stream's connection ends in the middle, as one does that a proxy closes: its reader has to take it up again. */
export const streamCut: FaultKind = {
  name: 'stream_cut',
  operation: 'job_stream',
  fields: {
    afterEvents: {
      type: 'integer',
      minimum: AFTER_EVENTS.min,
      maximum: AFTER_EVENTS.max,
      description: 'Events that each connection carries before.',
    },
  },
  effect: (request) => ({ does: 'cut-stream', afterEvents: numberField(request, 'afterEvents', AFTER_EVENTS) }),
};
