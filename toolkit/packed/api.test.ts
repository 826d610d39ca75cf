import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { describeApi } from './api.ts';

const exports = {
  '.': { source: './src/index.ts' },
  './more': { source: './src/more/index.ts' },
  './package.json': './package.json',
};

function pagesOf(files: Record<string, string>): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-api-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return Object.fromEntries(describeApi(folder, exports));
}

const index = "export { A, type B as C } from './a.ts';\nexport * as more from './more/index.ts';\n";

it('declares each thing once, without comments and what is private, and passes it on elsewhere', () => {
  const pages = pagesOf({
    'index.d.ts': index,
    'a.d.ts': `import type { Event } from 'cockatiel';
/** What it is. */
export declare class A<X> {
    #private;
    private secret;
    /** Says so. */
    readonly heard: Event<X>;
    of(b: B): string;
    of(b: number): string;
}
interface B {
    x: T;
}
export { type B };
type T = string;
export type { T };
`,
    'more/index.d.ts':
      "import { A } from '../a.ts';\nexport { type T } from '../a.ts';\nexport { A };\nexport declare const two: typeof A;\n",
  });
  expect(pages).toEqual({
    'index.d.mts': `import type {
  T,
} from './more.d.mts';
import type {
  Event,
} from 'cockatiel';
export * as more from './more.d.mts';
export { B as C };
export declare class A<X> {
  readonly heard: Event<X>;
  of(b: B): string;
  of(b: number): string;
}
interface B {
  x: T;
}
`,
    'more.d.mts': `import type {
  A,
} from './index.d.mts';
export {
  A,
} from './index.d.mts';
export type T = string;
export declare const two: typeof A;
`,
  });
});

it.each([
  ['a field', 'export interface A { b: B; }'],
  ['a type', 'export type A = Readonly<B>;'],
  ['what it extends', 'export interface A extends B {}'],
  ['what it implements', 'export declare class A implements B {}'],
  ['a value', 'declare const b: B; export declare const A: typeof b;'],
])('refuses what is exported with %s that is not', (_what, text) => {
  const files = {
    'a.d.ts': `${text}\ndeclare class B {}\nexport type { B as Own };\n`,
    'more/index.d.ts': 'export {};\n',
  };
  expect(() => pagesOf({ 'index.d.ts': "export { A } from './a.ts';\n", ...files })).toThrow(
    /- A \(a\.ts\) uses [Bb] /,
  );
});
