import { describe, expect, it } from 'vitest';
import { caseOf, contestantOf } from '../run.fixture.ts';
import { seams } from './mutants.fixture.ts';
import { prove } from './prove.ts';

const worker = new URL('worker.fixture.ts', import.meta.url);
const seam = 'twice';
const doubles = caseOf('doubles', { bug: { seam, becomes: '$& * 1.5' } });
const keepsZero = caseOf('keeps-zero', { bug: { seam, becomes: '$& + 1', alsoFails: ['doubles'] } });
const seen: string[] = [];
const context = {
  signal: new AbortController().signal,
  onProgress: (done: number, of: number, what: string) => void seen.push(`${done} of ${of} ${what}`),
  paint: (_: string, text: string) => text,
};
const common = { ours: contestantOf('evenkeel'), seams, seed: null, why: false, worker };

describe('prove', () => {
  it('plants every bug in a process of its own', async () => {
    const cases = [doubles, keepsZero];
    const { verdict, lines, json } = await prove({ ...common, cases, chosen: cases, why: true }, context);
    expect(lines).toEqual([
      expect.stringMatching(/^ +case /),
      expect.stringMatching(/^✓ {2}doubles .* it$/),
      expect.stringMatching(/^✓ {2}keeps-zero .* it, doubles$/),
      '· doubles sees its bug: twice 4: 12, expected 8',
      '· keeps-zero sees its bug: twice 0: 1, expected 0',
      'mutants: 2 of 2 planted bugs are seen by their case, and leave the unrelated ones green',
    ]);
    expect(verdict).toBe('PASS');
    expect(json).toMatchObject({ verdict: 'PASS', bugs: [{ cases: ['doubles'] }, { cases: ['keeps-zero'] }] });
    expect(seen).toContain('2 of 2 cases without a bug');
    expect(seen).toContain('1 of 2 bugs');
  });

  it('runs the unrelated cases with the bug of a chosen one', async () => {
    const broad = caseOf('doubles', { bug: { seam, becomes: '$& + 1' } });
    const { verdict, lines } = await prove({ ...common, cases: [broad, keepsZero], chosen: [broad] }, context);
    expect(verdict).toBe('FAIL');
    expect(lines).toContain(
      `✗ the bug of doubles at twice fails what its alsoFails lacks: keeps-zero (twice 0: 1, expected 0)`,
    );
    expect(lines.at(-1)).toMatch(/^mutants: 0 of 1 /);
  });

  it('plants nothing where a bug is not as it should be', async () => {
    const stale = caseOf('stale', { bug: { seam: 'thrice', becomes: '0' } });
    const { verdict, lines } = await prove({ ...common, cases: [doubles, stale], chosen: [doubles, stale] }, context);
    expect(verdict).toBe('FAIL');
    expect(lines).toEqual(['✗ stale: No source has the seam thrice.', 'mutants: no bug was planted']);
  });

  it('goes on where a case that failed among the others passes by itself', async () => {
    let runs = 0;
    const late = caseOf('late', { run: () => (++runs === 1 ? Promise.reject(new Error('late')) : Promise.resolve()) });
    const { verdict } = await prove({ ...common, cases: [doubles, late], chosen: [doubles] }, context);
    expect(verdict).toBe('PASS');
    expect(runs).toBe(2);
  });

  it('plants nothing where a case fails without a bug', async () => {
    const failing = caseOf('failing', { run: () => Promise.reject(new Error('always')) });
    const { verdict, lines } = await prove({ ...common, cases: [doubles, failing], chosen: [doubles] }, context);
    expect(verdict).toBe('FAIL');
    expect(lines).toEqual(['✗ without any bug, evenkeel fails failing: Error: always', 'mutants: no bug was planted']);
  });
});
