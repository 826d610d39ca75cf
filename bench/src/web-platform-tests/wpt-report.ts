import type { Verdict } from '@evenkeel/tools/command-line';
import { formatCount } from '../format.ts';
import { table } from '../table.ts';
import type { FileRuling } from './rule-on-file.ts';

const sum = (rulings: readonly FileRuling[], of: (ruling: FileRuling) => number): number =>
  rulings.reduce((all, ruling) => all + of(ruling), 0);

/** A variant's query string may have a `/`, too. */
function folderOf({ path }: FileRuling): string {
  const [file = ''] = path.split('?');
  return file.slice(0, file.lastIndexOf('/'));
}

/** A line for each folder and one for all, then one for each subtest that differs, or where a policy acts. */
export function rulingLines(rulings: readonly FileRuling[]): string[] {
  const folders = [...new Set(rulings.map(folderOf))];
  const row = (name: string, of: readonly FileRuling[]): string[] => [
    name,
    formatCount(of.length),
    formatCount(of.filter(({ passes }) => passes).length),
    ...[
      sum(of, ({ subtests }) => subtests),
      sum(of, ({ plain }) => plain),
      sum(of, ({ ours }) => ours),
      sum(of, ({ acts }) => acts.length),
      sum(of, ({ differ }) => differ.length),
    ].map(formatCount),
  ];
  const head = ['folder', 'files', 'pass whole', 'subtests', 'plain passes', 'ours passes', 'a policy acts', 'differ'];
  const rows = folders.map((folder) =>
    row(
      folder,
      rulings.filter((ruling) => folderOf(ruling) === folder),
    ),
  );
  const told = (kind: 'acts' | 'differ', word: string): string[] =>
    rulings.flatMap((ruling) => ruling[kind].map(({ name, why }) => `${ruling.path} ${word}: ${name}: ${why}`));
  return [
    ...table([head, ...rows, row('all', rulings)]),
    '',
    ...told('acts', 'a policy acts'),
    ...told('differ', 'differs'),
  ];
}

/** How many files need what, a line for each thing that is needed. */
export function skippedLines(skipped: readonly { path: string; needs: string }[]): string[] {
  const needs = [...new Set(skipped.map((each) => each.needs))].toSorted();
  return needs.map((need) => {
    const files = skipped.filter((each) => each.needs === need).length;
    return `not run: ${files} ${files === 1 ? 'file that needs' : 'files that need'} ${need}`;
  });
}

/** Where plain fetch passes nothing, nothing is shown of the other. */
export function rulingVerdict(rulings: readonly FileRuling[]): Verdict {
  if (rulings.some(({ differ }) => differ.length > 0)) return 'FAIL';
  return sum(rulings, ({ plain }) => plain) === 0 ? 'INCONCLUSIVE' : 'PASS';
}

export function rulingFigure(rulings: readonly FileRuling[], subject: string): string {
  const plain = sum(rulings, (ruling) => ruling.plain);
  const lost = sum(rulings, ({ acts, differ }) => acts.length + differ.length);
  const acts = sum(rulings, (ruling) => ruling.acts.length);
  const kept = `${formatCount(plain - lost)} of ${formatCount(plain)} subtests that pass with plain fetch pass with ${subject}`;
  return `web-platform-tests: ${rulingVerdict(rulings)}; ${kept}; of the rest, ${acts} since a listed policy acts`;
}

/** What a bug was seen by. */
export interface SeenBug {
  bug: string;
  folder: string;
  files: number;
  /** The files and subtests that pass with plain fetch, and not with it. */
  seenBy: readonly string[];
}

export const seenBugLines = (seen: readonly SeenBug[]): string[] =>
  table([
    ['bug', 'folder', 'files', 'seen by', 'such as'],
    ...seen.map(({ bug, folder, files, seenBy: [first = '', ...rest] }) => [
      ...[bug, folder, String(files)],
      ...[String(first === '' ? 0 : rest.length + 1), first.slice(folder.length)],
    ]),
  ]);

export const seenBugsVerdict = (seen: readonly SeenBug[]): Verdict =>
  seen.length > 0 && seen.every(({ seenBy }) => seenBy.length > 0) ? 'PASS' : 'FAIL';

export function seenBugsFigure(seen: readonly SeenBug[]): string {
  const count = seen.filter(({ seenBy }) => seenBy.length > 0).length;
  return `web-platform-tests: ${seenBugsVerdict(seen)}; ${count} of ${seen.length} planted bugs are seen`;
}
