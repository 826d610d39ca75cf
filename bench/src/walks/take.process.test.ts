import { describe, expect, it } from 'vitest';
import { thisTree } from '../earlier-tree.ts';
import { take } from './take.ts';
import { walks } from './walks.ts';

describe('a walk of this tree', () => {
  it('leads through modules that call each other', { timeout: 120_000 }, async () => {
    const mock = walks.find(({ name }) => name === 'mock');
    if (mock === undefined) throw new Error('There is no such walk.');
    const nowhere = { url: '', redis: '', signal: new AbortController().signal };
    const steps = await take(mock, thisTree, nowhere);
    const names = steps.map(({ name }) => name);
    expect(names).toContain('mock-server/src/providers/nimbus/infer.ts');
    expect(names).toContain('mock-server/src/journal/journal.ts');
    for (const { name, lines } of steps) expect(lines, name).toBeGreaterThan(0);
    // Every caller is a module of the walk itself; a module that the server's framework calls has none.
    const callers = new Set(steps.flatMap(({ entries }) => entries.map(({ by }) => by.split(':')[0] ?? '')));
    callers.delete('');
    expect(names).toEqual(expect.arrayContaining([...callers]));
  });
});
