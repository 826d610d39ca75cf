import { worst } from '@evenkeel/tools/command-line';
import type { Judgement, Reason } from '../verdict.ts';
import type { Finding } from './examine.ts';

const fails = (text: string): Reason => ({ verdict: 'FAIL', text });

/** Why a bug was not shown to be seen by its own case and no unrelated one; none where it was. */
export function reasonsOf(finding: Finding): Reason[] {
  const { own, known, mutant } = finding.planting;
  const whose = `the bug of ${own.join(', ')} at ${mutant.at}`;
  if ('error' in finding) return [{ verdict: 'INCONCLUSIVE', text: `${whose} has shown nothing: ${finding.error}` }];
  const failed = finding.failures.map(({ id }) => id);
  const unseen = own.filter((id) => !failed.includes(id));
  const others = finding.failures.filter(({ id }) => !own.includes(id) && !known.includes(id));
  const [first] = others;
  return [
    ...unseen.map((id) => fails(`${id} does not see its bug at ${mutant.at}`)),
    ...(first === undefined
      ? []
      : [fails(`${whose} fails what its alsoFails lacks: ${others.map(({ id }) => id).join(', ')} (${first.why})`)]),
  ];
}

export function judgeFindings(findings: readonly Finding[]): Judgement {
  const reasons = findings.flatMap(reasonsOf);
  return { verdict: worst(reasons.map(({ verdict }) => verdict)), reasons };
}

/** The last line of the output. */
export function figureOf(findings: readonly Finding[]): string {
  const held = findings.filter((finding) => reasonsOf(finding).length === 0).length;
  return `mutants: ${held} of ${findings.length} planted bugs are seen by their case, and leave the unrelated ones green`;
}
