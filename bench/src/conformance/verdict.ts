import { type Verdict, worst } from '@evenkeel/tools/command-line';
import type { Row } from './run.ts';
import { OURS, PLAIN, scoreOf } from './score.ts';
import { traps } from './traps.ts';

export interface Reason {
  verdict: Exclude<Verdict, 'PASS'>;
  text: string;
}

export interface Judgement {
  verdict: Verdict;
  reasons: readonly Reason[];
}

export const LEAST_CASES = 50;

/** @param whole whether every case was run on every contestant; if not, only what was run is judged */
export function judge(rows: readonly Row[], contestants: readonly string[], whole: boolean): Judgement {
  const reasons = [
    ...(contestants.includes(OURS) ? rows.flatMap(oursFails) : []),
    ...(contestants.includes(PLAIN) ? rows.flatMap(isNoTrap) : []),
    ...(whole ? [...repeatedIds(rows), ...tooFew(rows), ...trapsWithoutCase(rows), ...idle(rows, contestants)] : []),
  ];
  return { verdict: worst(reasons.map((reason) => reason.verdict)), reasons };
}

/** The traps about which there is a case, and plain cockatiel fails every one. */
export function coveredTraps(rows: readonly Row[]): number[] {
  return Object.keys(traps)
    .map(Number)
    .filter((trap) => {
      const about = rows.filter((row) => row.case.trap === trap);
      return about.length > 0 && about.every((row) => row.results[PLAIN]?.result === 'failed');
    });
}

/** The last line: how many cases each contestant passes. */
export function figure(rows: readonly Row[], contestants: readonly string[], whole: boolean): string {
  const scores = contestants.map((name, at) => {
    const { passed, of } = scoreOf(rows, name);
    return at === 0 ? `${name} passes ${passed} of ${of} cases` : `${name} ${passed} of ${of}`;
  });
  const [first = '', ...others] = scores;
  const parts = [first, others.join(', '), whole ? trapsFigure(rows) : ''].filter((part) => part !== '');
  return `conformance: ${parts.join('; ')}`;
}

function trapsFigure(rows: readonly Row[]): string {
  const covered = coveredTraps(rows);
  const all = Object.keys(traps).map(Number);
  const missing = all.filter((trap) => !covered.includes(trap));
  return missing.length === 0
    ? `all ${all.length} traps covered`
    : `${covered.length} of ${all.length} traps covered, without ${missing.join(', ')}`;
}

const fails = (text: string): Reason => ({ verdict: 'FAIL', text });

function oursFails({ case: { id }, results }: Row): Reason[] {
  const end = results[OURS];
  if (end?.result === 'failed') return [fails(`${OURS} fails ${id}: ${end.why}`)];
  if (end?.result === 'not-applicable') return [fails(`${OURS} has no part for ${id}, and must have one`)];
  return [];
}

function isNoTrap({ case: { id, trap }, results }: Row): Reason[] {
  if (trap === undefined) return [];
  if (traps[trap] === undefined) return [fails(`${id} is about trap ${trap}, which there is not`)];
  const end = results[PLAIN]?.result;
  if (end === 'failed') return [];
  const does = end === 'passed' ? 'passes' : 'has no part for';
  return [fails(`${PLAIN} ${does} ${id}, which is about its trap ${trap}: ${traps[trap]}`)];
}

function repeatedIds(rows: readonly Row[]): Reason[] {
  const ids = rows.map((row) => row.case.id);
  const repeated = new Set(ids.filter((id, at) => ids.indexOf(id) !== at));
  return [...repeated].map((id) => fails(`several cases have the id ${id}`));
}

function tooFew(rows: readonly Row[]): Reason[] {
  return rows.length < LEAST_CASES ? [fails(`there are ${rows.length} cases, and must be ${LEAST_CASES}`)] : [];
}

function trapsWithoutCase(rows: readonly Row[]): Reason[] {
  return Object.entries(traps)
    .filter(([trap]) => !rows.some((row) => row.case.trap === Number(trap)))
    .map(([trap, what]) => fails(`no case is about trap ${trap}: ${what}`));
}

/** A contestant that passes nothing is broken, or badly used here, so its results say nothing. */
function idle(rows: readonly Row[], contestants: readonly string[]): Reason[] {
  return contestants
    .filter((name) => name !== OURS && scoreOf(rows, name).passed === 0)
    .map((name) => ({
      verdict: 'INCONCLUSIVE',
      text: `${name} passes no case at all, so it cannot have been run well`,
    }));
}
