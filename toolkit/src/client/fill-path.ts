import { OptionError } from '../errors/errors.ts';

const parameter = /\{(\+?)(\w+)\}/g;

/**
 * A path with its parameters filled in: `{name}` by one segment, `{+name}` by any number of them (RFC 6570, 3.2.3).
 *
 * @throws OptionError for a parameter that is missing, empty, or would leave its place in the path
 */
export function fillPath(path: string, params: Readonly<Record<string, string>> = {}): string {
  return path.replaceAll(parameter, (_whole, many: string, name: string) => {
    const value = params[name];
    if (many === '') return fill(value, path, name, value);
    const segments = value?.replace(/^\//, '').split('/') ?? [''];
    // A slash at the end is one of the path's own.
    const end = segments.length > 1 && segments.at(-1) === '' ? segments.splice(-1) : [];
    return [...segments.map((segment) => fill(segment, path, name, value)), ...end].join('/');
  });
}

function fill(segment: string | undefined, path: string, name: string, value: string | undefined): string {
  // The URL would resolve a dot segment, and so reach another route.
  if (segment === undefined || segment === '' || segment === '.' || segment === '..') {
    throw new OptionError(name, `${path} needs it: give a name.`, value);
  }
  try {
    return encodeURIComponent(segment);
  } catch {
    // Half of a surrogate pair cannot be written into a URL.
    throw new OptionError(name, 'give text that is well-formed Unicode.', value);
  }
}
