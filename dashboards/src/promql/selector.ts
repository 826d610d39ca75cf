/** What a label must be: one value, one of several, none of several, or a regular expression. */
export type Matcher = string | readonly string[] | { not: readonly string[] } | { matches: string };

/** A matcher by label. `undefined` and an empty list of exclusions leave the label free. */
export type Matchers = Record<string, Matcher | undefined>;

/** A string literal of PromQL. */
function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

function alternatives(values: readonly string[]): string {
  return values.map((value) => value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|');
}

function renderMatcher(label: string, matcher: Matcher): string {
  if (typeof matcher === 'string') return `${label}=${quote(matcher)}`;
  if ('matches' in matcher) return `${label}=~${quote(matcher.matches)}`;
  const excludes = 'not' in matcher;
  const values: readonly string[] = excludes ? matcher.not : matcher;
  const [only] = values;
  if (values.length === 1 && only !== undefined) return `${label}${excludes ? '!=' : '='}${quote(only)}`;
  return `${label}${excludes ? '!~' : '=~'}${quote(alternatives(values))}`;
}

/**
 * A vector selector: `selector('up', { job: ['a', 'b'] })` is `up{job=~"a|b"}`.
 * Values in lists are taken literally.
 *
 * @throws RangeError for an empty list of allowed values, since nothing would ever match.
 */
export function selector(metric: string, matchers: Matchers): string {
  const parts: string[] = [];
  for (const [label, matcher] of Object.entries(matchers)) {
    if (matcher === undefined) continue;
    if (typeof matcher === 'object' && 'not' in matcher && matcher.not.length === 0) continue;
    if (Array.isArray(matcher) && matcher.length === 0) {
      throw new RangeError(`The selector of ${metric} allows no value for the label "${label}"; name at least one.`);
    }
    parts.push(renderMatcher(label, matcher));
  }
  return `${metric}{${parts.join(',')}}`;
}
