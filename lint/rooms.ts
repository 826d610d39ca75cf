import { bench } from './rooms/bench.ts';
import { dashboards } from './rooms/dashboards.ts';
import { toolkit } from './rooms/toolkit.ts';
import { tools } from './rooms/tools.ts';
import type { Table, Unmended } from './table.ts';

/** All rooms and arrows. `npm run check` holds the imports to it, and docs/architecture.md shows it. */
export const table: Table = {
  toolkit,
  'mock-server': {
    what: 'Serves any contract, with its limits and with faults',
    on: ['toolkit'],
    why: 'it serves contracts, whoever calls it',
  },
  tools,
  dashboards,
  loadtests: {
    what: 'Runs load against an application, and gives the verdict',
    on: ['toolkit', 'mock-server', 'dashboards', 'tools', 'examples/gateway'],
    why: 'it drives what stands below it',
    sharedNames: [{ name: 'options', in: '**/script.ts', why: 'k6 looks for it by this name' }],
  },
  bench,
  'examples/gateway': {
    what: 'The reference application; its tests call the mock server',
    on: ['toolkit', 'mock-server'],
    why: 'an example imports what its reader can import',
  },
  'examples/plain-fetch': {
    what: 'Calls without the toolkit',
    on: [],
    why: 'it shows what calls look like without it',
  },
  test: {
    what: 'Tests that cross packages',
    on: ['toolkit', 'mock-server', 'loadtests', 'dashboards', 'tools', 'lint'],
    why: 'nothing else is tested across packages',
    inside: true,
    support: ['**'],
  },
  lint: {
    what: 'This table, and what holds the sources to it',
    on: [],
    why: 'it judges the packages, and stands on none',
  },
};

export const unmended: Unmended = {
  arrows: [],
  circles: [
    ['loadtests/src/fleet/orchestrate.ts', 'loadtests/src/fleet/run-fleet.ts', 'loadtests/src/fleet/upstream.ts'],
    ['loadtests/src/request/fleet-request.ts', 'loadtests/src/request/request.ts'],
    ['loadtests/src/assertions/assertion.ts', 'loadtests/src/request/plan.ts', 'loadtests/src/verdict/evidence.ts'],
    [
      'mock-server/src/providers/answering.ts',
      'mock-server/src/providers/arrival.ts',
      'mock-server/src/providers/provider.ts',
      'mock-server/src/providers/service.ts',
      'mock-server/src/providers/wording.ts',
    ],
  ],
  names: [
    'loadtests: Answer',
    'loadtests: Tally',
    'loadtests: judge',
    'loadtests: prepare',
    'mock-server: Answer',
    'mock-server: Invoice',
    'mock-server: Order',
    'mock-server: nimbus',
  ],
};
