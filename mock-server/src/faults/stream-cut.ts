import { defineFault } from '../injection/fault.ts';

/** A stream's connection ends in the middle, as if a proxy had closed it: the reader has to reconnect. */
export default defineFault({
  name: 'stream_cut',
  summary: 'ends the connection of a stream after `afterEvents` events',
  operation: 'job_stream',
  fields: {
    afterEvents: {
      type: 'integer',
      minimum: 1,
      maximum: 1_000_000,
      description: 'Events that each connection carries before.',
    },
  },
  defaults: { afterEvents: 3 },
  describe: ({ afterEvents }, { requests }) =>
    `streams cut after ${afterEvents} ${afterEvents === 1 ? 'event' : 'events'} in ${requests}`,
  onStream: ({ afterEvents }) => ({ cutAfter: afterEvents }),
});
