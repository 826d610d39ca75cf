/** Under it the page and its server talk about runs. */
export const CONTROL = '/-';

/** What stands before the paths of a run. */
export const runPath = (id: number): string => `/run-${id}`;

/** The run that a path belongs to, and its path in that run; undefined for a path of none. */
export function placeOf(path: string): { id: number; path: string } | undefined {
  const [, id, rest = ''] = /^\/run-(\d+)(\/.*)?$/.exec(path) ?? [];
  return id === undefined ? undefined : { id: Number(id), path: rest || '/' };
}

/** A text in which a run has its paths to itself. */
export const withoutRun = (text: string, id: number): string =>
  text.replaceAll(new RegExp(`${runPath(id)}\\b`, 'g'), '');
