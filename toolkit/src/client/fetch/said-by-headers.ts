import { OptionError } from '../../errors/errors.ts';
import { type FetchCallOptions, requireRanges } from './fetch-options.ts';

const PREFIX = 'evenkeel-';

const truth: Readonly<Record<string, boolean>> = { true: true, false: false };

const readers: { [Name in keyof Required<FetchCallOptions>]: (text: string) => FetchCallOptions[Name] } = {
  priority: Number,
  cost: Number,
  idempotent: (text) => truth[text],
  tenant: String,
  maxWaitMs: Number,
};

const options: Readonly<Record<string, keyof FetchCallOptions>> = {
  priority: 'priority',
  cost: 'cost',
  idempotent: 'idempotent',
  tenant: 'tenant',
  'max-wait-ms': 'maxWaitMs',
};

/**
 * Takes out the request headers that are meant for us: `evenkeel-priority`, `evenkeel-cost`, `evenkeel-idempotent`,
 * `evenkeel-tenant` and `evenkeel-max-wait-ms` say of one call what `fetch.with()` says of many.
 *
 * @returns what they say; undefined if there are none
 * @throws OptionError for one that is unknown, or cannot be used
 */
export function takeSaid(headers: Headers): FetchCallOptions | undefined {
  const names = [...headers.keys()].filter((name) => name.startsWith(PREFIX));
  if (names.length === 0) return undefined;
  const said: Record<string, unknown> = {};
  for (const name of names) {
    const option = options[name.slice(PREFIX.length)];
    const text = headers.get(name) ?? '';
    headers.delete(name);
    const value = option && readers[option](text);
    if (option === undefined || value === undefined || Number.isNaN(value)) {
      throw new OptionError(name, `give a value, of one of ${Object.keys(options).join(', ')}.`, text);
    }
    said[option] = value;
  }
  return requireRanges(said);
}
