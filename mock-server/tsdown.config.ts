import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { defineConfig } from 'tsdown';

// Nothing names the faults: the server reads their folder, so each is a file there.
const faults = globSync('src/faults/!(*.test|*.fixture).ts').map((file) => [`faults/${basename(file, '.ts')}`, file]);

export default defineConfig({
  // The worker is a file of its own: a thread starts from it.
  entry: {
    index: 'src/index.ts',
    cli: 'src/cli.ts',
    launch: 'src/launch/index.ts',
    'gpu-solver-worker': 'src/providers/nerox/gpu/solver/worker.ts',
    ...Object.fromEntries(faults),
  },
  format: 'esm',
  dts: true,
  platform: 'node',
  tsconfig: '../tsconfig.json',
});
