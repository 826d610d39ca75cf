/** How deep errors within errors are copied, and how many of one `errors`: nobody reads more. */
const DEEPEST = 3;
const MOST_ERRORS = 10;
const LONGEST_TEXT = 2_000;

/** What Node.js and undici say of a failed connection; all of it is about the caller's own host and network. */
const FACTS = ['code', 'errno', 'syscall', 'hostname', 'address', 'port'] as const;

/**
 * A copy of what was thrown that holds texts without secrets and nothing else. A transport's error may hold the request
 * with its key, even as bytes (`rawPacket` of a response that cannot be parsed), and errors end up in logs.
 *
 * @param redact takes secrets out of a text
 * @returns an Error with `name`, `message`, `stack`, the facts of a failed connection, and copies of its `cause` and
 * `errors`; a text for a primitive value; undefined for undefined and null
 */
export function safeCause(cause: unknown, redact: (text: string) => string, depth = 0): unknown {
  if (cause === undefined || cause === null) return undefined;
  const text = (value: unknown): string => redact(String(value)).slice(0, LONGEST_TEXT);
  if (typeof cause !== 'object' && typeof cause !== 'function') return text(cause);
  const read = (name: string): unknown => {
    // The property may be a getter that throws.
    try {
      return (cause as Record<string, unknown>)[name];
    } catch {
      return undefined;
    }
  };
  const [message, name, stack] = [read('message'), read('name'), read('stack')];
  const below = (error: unknown): unknown => (depth < DEEPEST ? safeCause(error, redact, depth + 1) : undefined);
  const errors = read('errors');
  const said = typeof message === 'string' ? text(message) : '';
  const copy = Array.isArray(errors)
    ? new AggregateError(errors.slice(0, MOST_ERRORS).map(below), said)
    : new Error(said);
  const why = below(read('cause'));
  if (why !== undefined) define(copy, 'cause', why);
  define(copy, 'name', typeof name === 'string' ? text(name) : 'Error');
  define(copy, 'stack', typeof stack === 'string' ? text(stack) : undefined);
  for (const fact of FACTS) {
    const value = read(fact);
    if (typeof value === 'string' || typeof value === 'number') {
      Object.assign(copy, { [fact]: typeof value === 'number' ? value : text(value) });
    }
  }
  return copy;
}

/** Not enumerable, as an Error's own, so that printing the error does not show it twice. */
function define(error: Error, name: 'name' | 'stack' | 'cause', value: unknown): void {
  Object.defineProperty(error, name, { value, configurable: true, writable: true });
}
