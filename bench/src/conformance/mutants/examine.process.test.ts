import { describe, expect, it } from 'vitest';
import { caseOf } from '../run.fixture.ts';
import { examine, type Finding } from './examine.ts';
import { seams } from './mutants.fixture.ts';
import { type Planting, plantingsOf } from './planting.ts';

const worker = new URL('worker.fixture.ts', import.meta.url);
const ids = ['doubles', 'keeps-zero', 'fails-once'];
const STUCK = '(() => { for (;;); })()';
const { signal } = new AbortController();

function plantingOf(becomes: string): Planting {
  const { plantings, flaws } = plantingsOf([caseOf('doubles', { bug: { seam: 'twice', becomes } })], seams, ids);
  expect(flaws).toEqual([]);
  return plantings[0] as Planting;
}

function plant(becomes: string, given: { expected?: string[]; limitMs?: number } = {}): Promise<Finding> {
  const order = { ids, expected: given.expected ?? ['doubles'] };
  return examine(plantingOf(becomes), order, { worker, signal, limitMs: given.limitMs ?? 30_000 });
}

describe('a process with a bug', () => {
  it('says which cases fail with it, but not which failed by chance', async () => {
    expect(await plant('$& * 1.5')).toMatchObject({ failures: [{ id: 'doubles', why: 'twice 4: 12, expected 8' }] });
  });

  it('tries again only what should pass', async () => {
    expect(await plant('$& + 1', { expected: ['doubles', 'fails-once'] })).toMatchObject({
      failures: [
        { id: 'doubles', why: 'twice 4: 9, expected 8' },
        { id: 'keeps-zero', why: 'twice 0: 1, expected 0' },
        { id: 'fails-once', why: 'by chance' },
      ],
    });
  });

  it.each([
    ['does not parse', { source: 'n *' }, 'its process died before any case ran: SyntaxError'],
    ['is not loaded', { file: '/elsewhere.ts' }, 'its file is not loaded by any case, so the bug was not there'],
  ])('has shown nothing where its file %s', async (_, wrong, error) => {
    const planting = plantingOf('$& * 1.5');
    const mutant = { ...planting.mutant, ...wrong };
    const finding = await examine({ ...planting, mutant }, { ids, expected: ids }, { worker, signal });
    expect(finding).toMatchObject({ error: expect.stringContaining(error) });
  });

  it('has shown nothing where it is stuck', async () => {
    expect(await plant(STUCK, { limitMs: 1_500 })).toMatchObject({
      error: 'its process had not ended after 1500 ms',
    });
  });

  it('has shown nothing where it ends in the middle', async () => {
    expect(await plant('process.exit(7)')).toMatchObject({
      error: 'its process died while the cases ran: it said nothing',
    });
  });

  it('ends when it is told to', async () => {
    const controller = new AbortController();
    const examined = examine(plantingOf(STUCK), { ids, expected: ids }, { worker, signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 500);
    await expect(examined).rejects.toThrow('enough');
  });
});
