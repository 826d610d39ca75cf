import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Workspace packages are run from their sources, as everywhere else in this repository.
  ssr: { resolve: { conditions: ['source', 'module', 'node'] } },
  test: {
    include: ['{lint,toolkit,mock-server,loadtests,tools,dashboards,bench,examples}/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    // Child processes of tests that cross processes run TypeScript from the sources, too.
    execArgv: ['-C', 'source'],
    // The tests that start real processes share two cores with everything else; many runs of a property take their time.
    testTimeout: process.env.EVENKEEL_PROPERTY_RUNS ? 900_000 : 30_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['toolkit/src/**'],
      exclude: ['**/*.fixture.ts'],
      reporter: ['text-summary'],
      thresholds: { branches: 95 },
    },
  },
});
