import { didYouMean, WrongCall } from '@evenkeel/tools/command-line';
import * as v from 'valibot';
import { callerNames, chaosNames } from '../shared/fleet-names.ts';
import type { Plan } from './plan.ts';

const text = v.pipe(v.string('give a text'), v.nonEmpty('give a text'));
const above0 = v.pipe(v.number('give a number above 0'), v.gtValue(0, 'give a number above 0'));
const whole = (least: number) => {
  const remedy = `give a whole number of at least ${least}`;
  return v.pipe(v.number(remedy), v.safeInteger(remedy), v.minValue(least, remedy));
};
const flag = v.boolean('give true or false');
const list = <T extends v.GenericSchema>(of: T) => v.array(of, 'give a list');
const settings = v.looseObject({}, 'give an object');
const one = <const W extends readonly string[]>(words: W) => v.picklist(words, `give one of ${words.join(', ')}`);
const assertion = v.custom<Plan['assertions'][number]>((given) => typeof given === 'function', 'give a function');

const load = v.variant(
  'kind',
  [
    v.strictObject({ kind: v.literal('rate'), perSecond: above0, durationMs: above0, vus: whole(1) }),
    v.strictObject({
      kind: v.literal('batches'),
      size: whole(1),
      warmUp: whole(0),
      measured: whole(1),
      pauseMs: v.optional(whole(0)),
    }),
    v.strictObject({ kind: v.literal('own'), calls: whole(1), durationMs: above0 }),
    v.strictObject({
      kind: v.literal('fleet'),
      processes: whole(1),
      durationMs: above0,
      perSecond: above0,
      demand: one(['even', 'uneven']),
      caller: one(callerNames),
      chaos: v.nullable(one(chaosNames)),
      skewMs: v.number('give a number'),
    }),
  ],
  'give rate, batches, own or fleet',
);

const fields = {
  title: text,
  provider: text,
  tier: text,
  objectives: list(text),
  load,
  counts: v.optional(text),
  assertions: list(assertion),
  withstands: v.optional(list(settings)),
  admin: v.optional(list(text)),
  mock: v.optional(settings),
  gateway: v.optional(v.record(v.string(), v.string('give a text'), 'give an object')),
  byDefault: flag,
} satisfies Record<keyof Plan, v.GenericSchema>;

const schema = v.strictObject(fields, 'give an object as the default export');

/**
 * Checks a plan as it was written, before anything is started by it.
 *
 * @param scenario its name, for the message
 * @throws WrongCall naming each field that is not as it must be, its value and the remedy
 */
export function checkPlan(scenario: string, plan: unknown): Plan {
  const checked = v.safeParse(schema, plan);
  if (checked.success) return plan as Plan;
  throw new WrongCall(`${scenario}/plan.ts: ${checked.issues.map(describe).join(' ')}`);
}

function describe({ path, message, type, input }: v.BaseIssue<unknown>): string {
  const keys = (path ?? []).map(({ key }) => String(key));
  const field = keys.join('.');
  if (type === 'strict_object' && keys.length > 0) {
    const last = keys.at(-1) ?? '';
    const inPlan = keys.length === 1;
    if (input === undefined) return `${field} is missing.`;
    if (inPlan && !(last in fields)) return `${field} is unknown.${didYouMean(last, Object.keys(fields))}`;
    if (!inPlan) return `${field} is unknown, or not for this kind of load.`;
  }
  const said = field === '' ? 'the plan' : field;
  return input === undefined ? `${said} is missing: ${message}.` : `${said} is ${shown(input)}: ${message}.`;
}

const shown = (value: unknown): string =>
  typeof value === 'function' ? 'a function' : (JSON.stringify(value) ?? String(value));
