import { defineFault } from '../injection/fault.ts';

/** An upstream behind the API fails: the API retries, and its breaker may open. */
export default defineFault({
  name: 'upstream_error',
  summary: 'fails what is behind Neura, on one `network` or all',
  fields: {
    network: {
      type: 'string',
      minLength: 1,
      optional: true,
      description: 'The upstream of this network only; default of all.',
    },
  },
  defaults: {},
  describe: ({ network }, { requests }) =>
    `a failing upstream${network === null ? '' : ` on ${network}`} in ${requests}`,
  atUpstream: ({ network }, asked) => ({ fails: network === null || network === asked }),
});
