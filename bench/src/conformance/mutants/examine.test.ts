import { describe, expect, it } from 'vitest';
import { examine, type Finding } from './examine.ts';

const worker = new URL('worker.fixture.ts', import.meta.url);
const file = 'bench/src/conformance/mutants/production.fixture.ts';
const ids = ['doubles', 'keeps-zero', 'fails-once'];
const STUCK = '(() => { for (;;); })()';
const { signal } = new AbortController();

function plant(
  replace: string,
  given: { file?: string; expected?: string[]; limitMs?: number } = {},
): Promise<Finding> {
  const planting = { bug: { file: given.file ?? file, find: 'n * 2', replace }, own: ['doubles'], known: [] };
  const order = { ids, expected: given.expected ?? ['doubles'] };
  return examine(planting, order, { worker, signal, limitMs: given.limitMs ?? 30_000 });
}

describe('a process with a bug', () => {
  it('says which cases fail with it, but not which failed by chance', async () => {
    expect(await plant('n * 3')).toMatchObject({ failures: [{ id: 'doubles', why: 'twice 4: 12, expected 8' }] });
  });

  it('tries again only what should pass', async () => {
    expect(await plant('n * 2 + 1', { expected: ['doubles', 'fails-once'] })).toMatchObject({
      failures: [
        { id: 'doubles', why: 'twice 4: 9, expected 8' },
        { id: 'keeps-zero', why: 'twice 0: 1, expected 0' },
        { id: 'fails-once', why: 'by chance' },
      ],
    });
  });

  it.each([
    ['does not parse', 'n *', 'its process died before any case ran: SyntaxError'],
    ['is not loaded', 'n * 3', 'its file is not loaded by any case, so the bug was not there'],
  ])('has shown nothing where its file %s', async (which, replace, error) => {
    const finding = await plant(replace, which === 'is not loaded' ? { file: `${file}/elsewhere` } : {});
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
    const planting = { bug: { file, find: 'n * 2', replace: STUCK }, own: ['doubles'], known: [] };
    const examined = examine(planting, { ids, expected: ids }, { worker, signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 500);
    await expect(examined).rejects.toThrow('enough');
  });
});
