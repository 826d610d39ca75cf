import { describe, expect, it } from 'vitest';
import { doubledNames } from '../../lint/names.ts';
import { caught } from './planted.fixture.ts';

describe('a name', () => {
  it.each([
    ['const', 'export const Planted = 1;'],
    ['interface', 'export interface Planted {}'],
    ['list', 'class Planted {}\nexport { Planted };'],
    ['alias', 'class Other {}\nexport { Other as Planted };'],
  ])('that two files export is seen: %s', (_kind, text) => {
    const texts = { 'bench/src/a.ts': 'export type Planted = 1;\n', 'bench/src/deeper/b.ts': text };
    const message = 'exports Planted, as bench/src/a.ts:1 does: a name means one thing in a package';
    expect(caught(doubledNames, texts)).toEqual([expect.stringContaining(`bench/src/deeper/b.ts:`)]);
    expect(caught(doubledNames, texts)).toEqual([expect.stringContaining(message)]);
  });

  it('may be passed on, overloaded, exported by another package, or stand for nothing by itself', () => {
    const texts = {
      'bench/src/a.ts':
        'export function planted(a: 1): 1;\nexport function planted(a: 2): 2;\nexport function planted(a: never): never { return a; }\n',
      'bench/src/b.ts': "export { planted } from './a.ts';\n",
      'bench/src/c.ts': "import { planted } from './a.ts';\nexport { planted };\nexport default 1;\n",
      'bench/src/d.ts': 'const planted = 1;\nexport default planted;\n',
      'dashboards/src/a.ts': 'export const planted = 1;\n',
    };
    expect(caught(doubledNames, texts)).toEqual([]);
  });

  it('may be shared where the table says so, and nowhere else', () => {
    const text = 'export function createClient(): void {}\n';
    expect(caught(doubledNames, { 'toolkit/src/providers/one/client.ts': text })).toEqual([]);
    const elsewhere = { 'toolkit/src/client/a.ts': text, 'toolkit/src/client/b.ts': text };
    expect(caught(doubledNames, elsewhere)).toEqual([expect.stringContaining('exports createClient')]);
  });
});
