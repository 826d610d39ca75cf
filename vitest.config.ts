import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

/** What takes long by its nature: `npm run test:deep`. */
const deep = Boolean(process.env.EVENKEEL_DEEP);
/** With sockets or processes, by name or by folder; docs/architecture.md says what belongs where. */
const wire = ['**/*.{wire,process}.test.ts', '{test,loadtests/test,dashboards/tests}/**/*.test.ts'];
/** An application has a test runner of its own: test/application runs it. */
const applications = 'examples/application/**';
const never = ['**/node_modules/**', '**/dist/**', applications, ...(deep ? [] : ['**/*.deep.test.ts'])];

const unit: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'unit',
    include: ['{toolkit,mock-server,loadtests,tools,dashboards,bench,examples}/**/*.test.ts'],
    exclude: [...never, ...wire],
    setupFiles: 'test/unit.fixture.ts',
    // They leave nothing behind, so that each worker loads what they test once.
    isolate: false,
    sequence: { groupOrder: 0 },
  },
};

const wired: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'wire',
    include: wire,
    exclude: never,
    // Real processes share few cores with everything else.
    testTimeout: 60_000,
    // What is waited for ends the wait, however long a busy machine takes to it.
    expect: { poll: { timeout: 30_000 } },
    // They wait for others much of their time.
    maxWorkers: availableParallelism() + 1,
    sequence: { groupOrder: 1 },
  },
};

export default defineConfig({
  // Workspace packages are run from their sources, as everywhere else in this repository.
  ssr: { resolve: { conditions: ['source', 'module', 'node'] } },
  test: {
    projects: [unit, wired],
    // Worker threads and child processes run TypeScript from the sources, too.
    execArgv: ['-C', 'source'],
    // Else one core of two would be left idle.
    maxWorkers: '100%',
    // Many runs of a property take their time.
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
