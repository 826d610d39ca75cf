import type { TestMeta } from './meta.ts';

/** Where a file may run to run here, too: we have what such a place has of fetch. */
const LIKE_HERE = ['worker', 'dedicatedworker', 'sharedworker', 'default'];

const rules: readonly { needs: string; has(path: string, meta: TestMeta): boolean }[] = [
  { needs: 'a server that speaks HTTP/2', has: (path) => /\.h2\./.test(path) },
  { needs: 'a secure page', has: (path) => /\.https\./.test(path) },
  { needs: 'a window', has: (_, { globals }) => isOnlyFor(globals) && globals.includes('window') },
  { needs: 'a service worker', has: (_, { globals }) => isOnlyFor(globals) },
  { needs: 'cookies that a browser keeps', has: (path) => /cookies[^/]*$/.test(path) },
];

const isOnlyFor = (globals: readonly string[]): boolean => !globals.some((each) => LIKE_HERE.includes(each));

/** What a file needs that is not to be had here. Undefined: it is run. */
export function needOf(path: string, meta: TestMeta): string | undefined {
  return rules.find(({ has }) => has(path, meta))?.needs;
}
