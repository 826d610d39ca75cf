import { defineConfig } from 'tsdown';

export default defineConfig({
  // The worker is a file of its own: a thread starts from it.
  entry: { index: 'src/index.ts', cli: 'src/cli.ts', 'gpu-solver-worker': 'src/providers/nerox/gpu/solver/worker.ts' },
  format: 'esm',
  dts: true,
  platform: 'node',
  tsconfig: '../tsconfig.json',
});
