import type { TextBug } from '../case.ts';

/** @throws Error where the text is not there, or more than once: the bug must follow the code that it is planted in */
export function replaceIn({ file, find, replace }: TextBug, source: string): string {
  const count = source.split(find).length - 1;
  if (count !== 1) throw new Error(`${file} has the bug's text ${count} times, and must have it once: ${find}`);
  return source.replace(find, () => replace);
}
