import { join } from 'node:path';
import { runCommand, tailOf } from '@evenkeel/tools/child';
import { HarnessFault } from '@evenkeel/tools/command-line';
import type { Plugin } from 'esbuild';
import { k6Environment } from './environment.ts';

const ANSWER_WITHIN_MS = 20_000;

/** What a script can do without, by the name of its module. */
const standIns: Readonly<Record<string, { path: string; leftOut: string }>> = {
  'k6/x/sse': {
    path: join(import.meta.dirname, 'stand-ins', 'sse.ts'),
    leftOut: 'This k6 has no server-sent-events module: streaming is left out.',
  },
};

/** The modules that a k6 has been built with, by the names that scripts import: what `k6 version` lists last. */
export function parseExtensions(output: string): Set<string> {
  return new Set(Array.from(output.matchAll(/^ .*, (k6\/x\/\S+) \[js\]$/gm), ([, name]) => name as string));
}

export async function extensionsOf(k6: string, signal?: AbortSignal): Promise<Set<string>> {
  const env = k6Environment(process.env, {});
  const { code, output } = await runCommand(k6, ['version'], { env, signal, timeoutMs: ANSWER_WITHIN_MS });
  if (code !== 0) throw new HarnessFault(`${k6} does not say which extensions it has: ${tailOf(output, 1)}`);
  return parseExtensions(output);
}

/**
 * An import of an extension is left to a k6 that has it. For another one a
 * stand-in comes into the bundle, and what it stands in for is told.
 */
export function extensions(had: ReadonlySet<string>, tell: (leftOut: string) => void): Plugin {
  return {
    name: 'k6-extensions',
    setup({ onResolve }) {
      onResolve({ filter: /^k6\/x\// }, ({ path }) => {
        if (had.has(path)) return { path, external: true };
        const standIn = standIns[path];
        if (standIn === undefined) return { errors: [{ text: `this k6 lacks the extension ${path}` }] };
        tell(standIn.leftOut);
        return { path: standIn.path };
      });
    },
  };
}
