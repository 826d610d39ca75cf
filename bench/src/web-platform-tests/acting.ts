/** The subtests that fail since a policy acts, and rightly so: by file, then by name, with the policy and the reason. */
export type ActingPolicies = Readonly<Record<string, Readonly<Record<string, string>>>>;

export const policiesThatAct: ActingPolicies = {
  'fetch/api/basic/http-response-code.any.js': {
    'Fetch on 425 response should not be retried for non TLS early data.':
      'retry: a 425 says that a repeat is safe; the test counts the requests',
  },
};
