import { OptionError } from '../errors/errors.ts';

/** What `typeof` says of an option that fits; empty where another check says more. Undefined always passes. */
type Kind = '' | 'boolean' | 'function' | 'number';

/**
 * Checks what a constructor is given.
 *
 * @param of the option whose value these options are, if they are not all
 * @throws OptionError unless they are an object, each name is one of `kinds`, and each value is of its kind. The value
 * of an unknown name is not shown: it may be a secret
 */
export function requireOptions<T extends object>(
  options: T,
  kinds: { readonly [Name in keyof Required<T>]: Kind },
  of = '',
): T {
  requireObject(of || 'options', options);
  const known: Readonly<Record<string, Kind>> = kinds;
  for (const [name, value] of Object.entries(options)) {
    const kind = known[name];
    const option = of && `${of}.`;
    if (kind === undefined) {
      throw new OptionError(option + name, `there is no such option; there are ${Object.keys(kinds).join(', ')}.`);
    }
    if (kind && value !== undefined && typeof value !== kind) refuseOption(option + name, `a ${kind}`, value);
  }
  return options;
}

export function requireObject<T>(option: string, value: T): T {
  if (Object(value) !== value) refuseOption(option, 'an object', value);
  return value;
}

export const requireClock = (clock: unknown): void =>
  requireMethods('clock', clock, 'a clock, with now() and setTimeout()', 'now', 'setTimeout');

/** @throws OptionError unless the option's value has these methods */
export function requireMethods(option: string, value: unknown, what: string, ...methods: readonly string[]): void {
  if (!methods.every((each) => typeof Object(value)[each] === 'function')) refuseOption(option, what, value);
}

/** Shows a value's type, where its text would be long. */
export function refuseOption(option: string, what: string, value: unknown): never {
  throw new OptionError(option, `give ${what}.`, Object(value) === value ? typeof value : value);
}
