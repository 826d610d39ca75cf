import { lookOfError } from './looks.ts';

/** What was seen of one run of a case, as JSON. */
export interface Observation {
  /** What the caller saw. */
  client: unknown;
  /** Each request that came, in the order of arrival. */
  server: readonly unknown[];
  /** Errors that nobody took, such as a rejection that nobody awaits. */
  untaken: readonly unknown[];
}

/**
 * The observation as plain JSON, without what differs from run to run: ports, and
 * the boundaries that `fetch` draws for forms. The first boundary that occurs is
 * called 1 and so on, so that two that should be the same and are not stay apart.
 * @param ports of the servers of the run, in the order in which they were started
 */
export function normalized(seen: Observation, ports: readonly number[]): Observation {
  let text = JSON.stringify(seen, plain);
  ports.forEach((port, at) => {
    text = text.replaceAll(new RegExp(`(?:127\\.0\\.0\\.1|localhost):${port}\\b`, 'g'), `server-${at + 1}`);
  });
  const boundaries: string[] = [];
  text = text.replaceAll(/----(?:formdata-undici-\d+|WebKitFormBoundary\w{16})/g, (boundary) => {
    if (!boundaries.includes(boundary)) boundaries.push(boundary);
    return `boundary-${boundaries.indexOf(boundary) + 1}`;
  });
  return JSON.parse(text);
}

function plain(_: string, value: unknown): unknown {
  if (value === undefined) return '(undefined)';
  if (value instanceof Error) return lookOfError(value);
  if (value instanceof Uint8Array) return `bytes: ${Buffer.from(value).toString('base64')}`;
  return value;
}
