import { type FaultKind, jobFailureReasons } from '../injection/fault.ts';
import { wordField } from '../injection/fields.ts';

/** A GPU job fails in the middle, which is billed: who is hit, and when, depends on nothing but the call. */
export const jobFailure: FaultKind = {
  name: 'job_failure',
  operation: 'submit',
  fields: {
    reason: { type: 'string', enum: jobFailureReasons, description: "The error's code." },
  },
  effect: (request) => ({ does: 'fail-job', reason: wordField(request, 'reason', jobFailureReasons) }),
};
