import { bench } from './rooms/bench.ts';
import { dashboards } from './rooms/dashboards.ts';
import { loadtests } from './rooms/loadtests.ts';
import { mockServer } from './rooms/mock-server.ts';
import { toolkit } from './rooms/toolkit.ts';
import { tools } from './rooms/tools.ts';
import type { Table } from './table.ts';

/**
 * All rooms, and which may import which. `npm run check` holds the imports to this table, and docs/architecture.md
 * shows it.
 */
export const table: Table = {
  toolkit,
  'mock-server': mockServer,
  tools,
  dashboards,
  loadtests,
  bench,
  'examples/gateway': {
    what: 'The reference application',
    on: ['toolkit'],
    why: 'an example imports what its reader can import',
    supportOn: ['mock-server'],
  },
  'examples/contracts': {
    what: 'Contracts of real APIs, to be copied',
    on: ['toolkit'],
    why: 'an example imports what its reader can import',
  },
  'examples/application': {
    what: 'An application as its user writes one, by itself',
    on: ['toolkit'],
    why: 'an example imports what its reader can import',
  },
  'examples/plain-fetch': {
    what: 'Calls without the toolkit',
    on: [],
    why: 'it shows what calls look like without it',
  },
  test: {
    what: 'Tests that cross packages',
    on: ['toolkit', 'mock-server', 'loadtests', 'dashboards', 'tools', 'examples/contracts', 'lint'],
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
