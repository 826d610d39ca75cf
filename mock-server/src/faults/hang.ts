import { defineFault } from '../injection/fault.ts';

/** The API accepts a request and forgets it: the client learns nothing, and has to give up by itself. */
export default defineFault({
  name: 'hang',
  summary:
    'never answers: the connection stays open, and the slot is held, until the client gives up or the server closes',
  fields: {},
  defaults: { rate: 0.02 },
  describe: (_fields, { requests }) => `no answer to ${requests}`,
  onAnswer: () => ({ answer: 'never' }),
});
