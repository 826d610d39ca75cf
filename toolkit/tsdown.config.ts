import { defineConfig } from 'tsdown';

export const entries = {
  index: 'src/index.ts',
  'providers/index': 'src/providers/index.ts',
  'redis/index': 'src/coordination/redis/index.ts',
  'slo/index': 'src/slo/index.ts',
  'telemetry/index': 'src/telemetry/index.ts',
  'testing/index': 'src/testing/index.ts',
};

export default defineConfig({
  entry: entries,
  format: 'esm',
  dts: true,
  platform: 'node',
  tsconfig: '../tsconfig.json',
});
