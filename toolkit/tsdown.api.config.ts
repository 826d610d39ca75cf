import { defineConfig } from 'tsdown';
import { entries } from './tsdown.config.ts';

// The public API as a reader of a change sees it: each entry's types in one file, committed under api/.
export default defineConfig(
  Object.entries(entries).map(([name, file]) => ({
    entry: { [name.split('/')[0] as string]: file },
    format: 'esm' as const,
    dts: { emitDtsOnly: true },
    outDir: 'api',
    clean: false,
    tsconfig: '../tsconfig.json',
    logLevel: 'error' as const,
  })),
);
