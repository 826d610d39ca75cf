import { describe, expect, it } from 'vitest';
import type { Step } from './count.ts';
import { walk } from './walk.fixture.ts';

/** By how many ways each module is entered. The walk begins in `a`. */
const ways = (steps: readonly Step[]): Record<string, number> =>
  Object.fromEntries(steps.map(({ name, entries }) => [name.replace('own/', '').replace('.ts', ''), entries.length]));

const b = 'm.b = () => 1 + 1; m.again = () => 2 + 2;';
const slow = 'm.slow = async () => { await null; await null; return [1, 2]; };';
const handing = 'm.call = (given) => { const so = given(); return so; };';
const waiting = 'm.wait = (ms, done) => { setTimeout(() => { done(); }, ms); };';

describe('what is entered', () => {
  it.each<[string, Record<string, string>, Record<string, number>]>([
    ['a module, once for each way in', { a: 'm.begin = () => { m.b(); m.again(); };', b }, { a: 1, b: 2 }],
    ['by a loop once', { a: 'm.begin = () => { for (const x of [1, 2, 3]) m.b(x); };', b }, { a: 1, b: 1 }],
    ['by two callers twice', { a: 'm.begin = () => { m.b(); f(); }; function f() { m.b(); }', b }, { a: 1, b: 2 }],
    [
      'by two closures of a function once',
      { a: 'm.begin = () => { (() => { m.b(); })(); m.b(); };', b },
      { a: 1, b: 1 },
    ],
    ['not by a return', { a: 'm.begin = () => { m.b(); f(); }; function f() { return 1 + 1; }', b }, { a: 1, b: 1 }],
    [
      'not by going on after an await',
      { a: 'm.begin = async () => { await m.slow(); m.b(); };', b, slow },
      { a: 1, slow: 1, b: 1 },
    ],
    [
      'not by going on after a failure',
      {
        a: 'm.begin = async () => { try { await m.fails(); } catch { m.b(); } finally { m.b(); } };',
        fails: 'm.fails = async () => { await null; throw new Error("so"); };',
        b,
      },
      { a: 1, fails: 1, b: 1 },
    ],
    [
      'not by going on with what comes later',
      {
        a: 'm.begin = async () => { for await (const x of m.each()) m.b(x); m.again(); };',
        each: 'm.each = async function* () { yield 1; await null; yield* [2, 3]; };',
        b,
      },
      { a: 1, each: 1, b: 2 },
    ],
    [
      'not by a promise that is kept',
      { a: 'm.begin = () => m.slow().then((x) => m.b(x));', b, slow },
      { a: 1, slow: 1, b: 1 },
    ],
    [
      'not by a timer that is over',
      { a: 'm.begin = () => new Promise((done) => m.wait(1, () => { done(); }));', waiting },
      { a: 1, waiting: 1 },
    ],
    [
      'not by reading a field',
      {
        a: 'm.begin = () => m.make().field;',
        c: 'class C { #f = 1; get field() { return this.#f; } } m.make = () => new C();',
      },
      { a: 1, c: 1 },
    ],
    [
      'not by making an object, whatever it does',
      {
        a: 'm.begin = () => { const made = new m.C(); return made; };',
        c: 'm.C = class { f = m.b(); constructor() { m.again(); } };',
        b,
      },
      { a: 1, c: 0, b: 2 },
    ],
    [
      'not by a closure that a tool calls at once',
      { a: 'm.begin = () => m.call(() => { const one = 1; return one; });', handing },
      { a: 1, handing: 1 },
    ],
    [
      'by a closure that a tool calls later',
      {
        a: 'm.begin = () => { m.keep(() => { m.kept = undefined; return 1; }); m.later(); };',
        later: 'm.later = () => { const so = m.use(); return so; };',
        keep: 'm.keep = (given) => { m.kept = given; }; m.use = () => { const so = m.kept(); return so; };',
      },
      { a: 2, later: 1, keep: 2 },
    ],
    [
      'by a closure that a station calls',
      {
        a: 'm.begin = () => m.go(() => { const one = 1; return one; });',
        station: 'm.go = (given) => { m.pass(1); return given(); };',
        pass: 'm.pass = (x) => { m.b(x + 1); };',
        b,
      },
      { a: 2, station: 1, pass: 1, b: 1 },
    ],
  ])('%s', async (_, modules, expected) => {
    const files = Object.entries(modules).map(([name, source]) => [`own/${name}.ts`, source]);
    expect(ways(await walk(Object.fromEntries(files)))).toEqual(expected);
  });

  it('is counted as one in each other package', async () => {
    const steps = await walk({
      'own/a.ts': 'm.begin = () => { m.b(); };',
      'other/src/b.ts': 'm.b = () => m.c();',
      'other/src/c.ts': 'm.c = () => { m.d(); };',
      'own/d.ts': 'm.d = () => 1 + 1;',
    });
    expect(steps.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'station own/a.ts',
      'package other',
      'tool own/d.ts',
    ]);
  });

  it('is no part of it as a module is loaded', async () => {
    const steps = await walk({ 'own/b.ts': b, 'own/a.ts': 'm.b(); m.begin = () => 1 + 1;' });
    expect(steps.map(({ name }) => name)).toEqual(['own/a.ts']);
  });
});

describe('a station', () => {
  it('calls a module that calls further', async () => {
    const steps = await walk({
      'own/a.ts': 'm.begin = () => { m.b(1); };',
      'own/b.ts': 'm.b = (x) => { m.c(x + 1); };',
      'own/c.ts': 'm.c = () => 1 + 1;',
    });
    expect(steps.map(({ kind }) => kind)).toEqual(['station', 'tool', 'tool']);
  });

  it('is none by calling what it was handed', async () => {
    const steps = await walk({
      'own/a.ts': `m.begin = () => m.call(() => m.b());`,
      'own/b.ts': b,
      'own/c.ts': handing,
    });
    expect(steps.find(({ name }) => name === 'own/c.ts')?.kind).toBe('tool');
  });
});

describe('a module that only forwards', () => {
  it.each([
    ['m.b = (x) => m.c(x);', true],
    ['m.b = async (x, { y }) => { return await m.c(x, y); };', true],
    [
      'class C { #to; constructor(to) { this.#to = to; } c(x) { return this.#to(x); } } m.b = (x) => new C(m.c).c(x);',
      false,
    ],
    ['const to = { c: (x) => m.c(x) }; m.b = (x) => m.c({ x });', true],
    ['m.b = (x) => m.c(x, 1);', false],
    ['m.b = (x) => m.c(x + 1);', false],
    ['m.b = (x) => { m.d = x; m.c(x); };', false],
    ['m.b = (x) => Math.abs(x);', false],
    ['m.b = (x) => m.c(() => x);', false],
  ])('%s: %s', async (source, forwards) => {
    const [, step] = await walk({
      'own/a.ts': 'm.begin = () => { m.b(1, {}); };',
      'own/b.ts': source,
      'own/c.ts': 'm.c = (x) => [x, x];',
    });
    expect(step?.name).toBe('own/b.ts');
    expect(step?.forwards).toBe(forwards);
  });
});
