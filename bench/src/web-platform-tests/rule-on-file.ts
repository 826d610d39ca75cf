import type { FileRun } from './run-player.ts';

export interface DifferingSubtest {
  name: string;
  why: string;
}

/** How a file goes with plain fetch, and with what is held beside it. */
export interface FileRuling {
  path: string;
  /** How many subtests either of them shows. */
  subtests: number;
  plain: number;
  ours: number;
  /** What passes with plain fetch and not with the other. The file as a whole counts, too. */
  differ: readonly DifferingSubtest[];
  /** The same, but a listed policy is the reason. */
  acts: readonly DifferingSubtest[];
  /** What passes with plain fetch in some runs only: it shows nothing of the other. */
  unsteady: readonly string[];
  /** Whether there is a subtest, and all pass, and the file had no trouble: with ours. */
  passes: boolean;
  /** Of the file as a whole, in the first run that had some. */
  trouble: { plain: string | null; ours: string | null };
}

export const WHOLE_FILE = '(the file as a whole)';

/**
 * Compares runs of one file. A subtest passes where it passes in each run.
 *
 * @param acting the subtests of the file where a policy acts, with the policy
 */
export function ruleOnFile(
  path: string,
  plain: readonly FileRun[],
  ours: readonly FileRun[],
  acting: Readonly<Record<string, string>> = {},
): FileRuling {
  const names = [...new Set([...plain, ...ours].flatMap((run) => [...run.subtests.keys()]))];
  const withPlain = names.filter((name) => passesIn(plain, name));
  const withOurs = names.filter((name) => passesIn(ours, name));
  const trouble = { plain: troubleIn(plain), ours: troubleIn(ours) };
  const lost = withPlain
    .filter((name) => !withOurs.includes(name))
    .map((name) => ({ name, why: reasonIn(ours, name) }));
  const differ = lost.filter(({ name }) => !Object.hasOwn(acting, name));
  if (trouble.plain === null && trouble.ours !== null) differ.push({ name: WHOLE_FILE, why: trouble.ours });
  return {
    path,
    subtests: names.length,
    plain: withPlain.length,
    ours: withOurs.length,
    differ,
    acts: lost.flatMap(({ name }) => {
      const why = Object.hasOwn(acting, name) ? acting[name] : undefined;
      return why === undefined ? [] : [{ name, why }];
    }),
    unsteady: names.filter((name) => !withPlain.includes(name) && plain.some((run) => run.subtests.get(name) === true)),
    passes: names.length > 0 && withOurs.length === names.length && trouble.ours === null,
    trouble,
  };
}

const passesIn = (runs: readonly FileRun[], name: string): boolean =>
  runs.length > 0 && runs.every((run) => run.subtests.get(name) === true);

const troubleIn = (runs: readonly FileRun[]): string | null =>
  runs.find(({ trouble }) => trouble !== null)?.trouble ?? null;

function reasonIn(runs: readonly FileRun[], name: string): string {
  const failed = runs.find(({ subtests }) => subtests.get(name) !== true);
  if (failed?.subtests.has(name) !== true) return 'it never ended';
  return failed.reasons.get(name) ?? 'it failed';
}
