import { defineFault, jobFailureReasons } from '../injection/fault.ts';

const spelled = {
  preempted: 'a GPU that is taken away',
  out_of_memory: 'a GPU that is out of memory',
  internal: 'a failure of the API itself',
};

/** A GPU job fails in the middle, and its run so far is billed. Whether and when it fails depends on the call only. */
export default defineFault({
  name: 'job_failure',
  summary: 'fails the job that a submit brings, with `reason`, at a hashed share of its run',
  operation: 'submit',
  fields: { reason: { type: 'string', enum: jobFailureReasons, description: "The error's code." } },
  defaults: { rate: 0.1, reason: 'preempted' },
  describe: ({ reason }, { jobs }) => `${spelled[reason]} in ${jobs}`,
  onJob({ reason }, { subject: { key, callId }, uniforms }) {
    const [share] = uniforms('share', key, callId);
    return { failure: { reason, share } };
  },
});
