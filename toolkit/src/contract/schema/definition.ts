import * as v from 'valibot';
import { metricLabel } from './parts.ts';

const object = (what: string) => v.looseObject({}, `give an object with ${what}`);
const limits = v.optional(
  v.array(v.looseObject({ name: v.optional(v.string()) }, 'give an object with the fields of a limit')),
);

/** The outline of a definition, which must be right before defaults can be filled in. All else is checked afterwards. */
export const definitionShape = v.pipe(
  v.looseObject(
    {
      schema: v.optional(v.literal(2, 'this version reads schema 2; docs/contract.md says what has changed')),
      name: metricLabel,
      authentication: v.nullish(object('a header and a scheme, or null for an API that asks for no key')),
      limits,
      tiers: v.optional(v.record(v.string(), v.looseObject({ limits }))),
      operationDefaults: v.optional(object('the fields of an operation')),
      operations: v.optional(v.record(v.string(), object('the fields of an operation'))),
      hints: v.optional(
        v.array(v.union([v.literal('defaults'), object('the fields of a hint')], 'give a hint, or "defaults"')),
      ),
      rules: v.optional(
        v.array(v.union([v.literal('defaults'), object('the fields of a rule')], 'give a rule, or "defaults"')),
      ),
      retry: v.optional(object('the fields of retry; maxAttempts: 1 for none')),
      breaker: v.optional(object('the fields of breaker')),
      objectives: v.optional(v.array(object('the fields of an objective'))),
    },
    'give an object with at least a name',
  ),
  v.check(({ limits, tiers }) => limits === undefined || tiers === undefined, 'give limits or tiers, and not both'),
);
