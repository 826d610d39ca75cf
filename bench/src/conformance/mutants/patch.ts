import type { Bug } from '../case.ts';

const root = new URL('../../../../', import.meta.url);

/** Where a bug's file is. */
export function urlOf({ file }: Pick<Bug, 'file'>): URL {
  return new URL(file, root);
}

/** @throws Error where the text is not there, or more than once: the bug must follow the code that it is planted in */
export function plantIn({ file, find, replace }: Bug, source: string): string {
  const count = source.split(find).length - 1;
  if (count !== 1) throw new Error(`${file} has the bug's text ${count} times, and must have it once: ${find}`);
  return source.replace(find, () => replace);
}
