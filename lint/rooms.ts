import type { Room, Table, Unmended } from './table.ts';

const toolkit: Readonly<Record<string, Room>> = {
  'index.ts': {
    what: 'The front door: what an application imports',
    on: ['providers'],
    why: 'what needs an optional package, or only tests, has a door of its own',
  },
  'providers/*/profile.ts': {
    what: "An API's contract, as data",
    on: ['contract'],
    nothingBelow: true,
    why: 'a profile is data, and survives a JSON round trip',
  },
  providers: {
    what: 'A folder for each API: its contract, and its own client where it has more than calls',
    on: ['client', 'providers/*/profile.ts', 'http/node-*'],
    apart: true,
    why: 'an API has a client of its own, and needs to know neither who watches it nor how a test plays it',
  },
  client: {
    what: 'The client of any contract, its options, and where its keys come from',
    on: ['call'],
    why: 'it serves any contract, so it knows no API by name',
  },
  call: {
    what: "A call's way: the pipeline, its attempts, their classification, batches",
    on: ['admission'],
    why: 'a call goes one way, from its client down to the wire',
  },
  admission: {
    what: 'Who may leave now: all limits that a call stands under, asked at one instant',
    on: ['coordination', 'events.ts'],
    why: 'it asks the limits, whatever is called and whoever calls',
  },
  'coordination/redis': {
    what: 'The store that processes share through Redis',
    on: ['coordination'],
    why: 'a store keeps what it is told, and knows nothing of calls',
  },
  coordination: {
    what: 'What the processes of one account share, over any store',
    on: ['contract'],
    why: 'what is shared are limits, whoever calls, and in whatever store',
  },
  telemetry: {
    what: 'Metrics and logs out of events',
    on: ['events.ts', 'contract', 'time', 'errors'],
    nothingBelow: true,
    why: 'it hears of calls by their events alone',
  },
  testing: {
    what: "A clock, a transport, chance and an ear for events, for applications' own tests",
    on: ['events.ts', 'http', 'time'],
    nothingBelow: true,
    why: 'it stands in for what a client is given, and for nothing inside it',
  },
  'events.ts': {
    what: 'What the policies and the pipeline report',
    on: ['contract'],
    why: 'an event is told by those above it, and knows none of them',
  },
  contract: {
    what: 'What an API promises, as data: its type, validation, resolved settings, rules and limit keys',
    on: ['policies', 'http', 'slo'],
    why: 'it says what an API promises, and not who keeps to it',
  },
  policies: {
    what: 'The policies, each usable alone',
    on: ['time'],
    why: 'each policy works alone, for an application that uses nothing else of ours',
  },
  'http/node-*': {
    what: "The transport over Node's own sockets",
    on: ['http'],
    why: 'a transport sends what it is given',
  },
  http: {
    what: 'The wire: transports, hints, dates, event streams',
    on: ['time'],
    why: 'it reads and writes what is on the wire, whoever sends it, and on any runtime',
  },
  slo: {
    what: 'Objectives, and how much they allow',
    on: ['errors'],
    why: 'k6 scripts and dashboards use it without anything else',
  },
  time: {
    what: 'Clocks, timers, and waits that end with their call',
    on: ['errors'],
    why: 'everything that waits stands on it',
  },
  errors: {
    what: 'How a call fails, how it ends, and how listeners are told',
    on: [],
    why: 'everything stands on it',
  },
};

/** All rooms and arrows. `npm run check` holds the imports to it, and docs/architecture.md shows it. */
export const table: Table = {
  toolkit: {
    what: 'For applications: policies, clients and contracts',
    on: [],
    why: 'an application gets no server, harness or dashboard with it',
    support: ['properties/**', 'tsdown*.config.ts'],
    rooms: toolkit,
    modules: [
      { module: 'cockatiel', in: ['src/policies/**'], why: 'only policies/ imports it' },
      { module: 'prom-client', in: ['src/telemetry/**'], why: 'only telemetry/ imports it' },
      { module: 'ioredis', in: ['src/coordination/redis/**'], why: 'only coordination/redis/ imports it' },
      {
        module: 'node:*',
        // ioredis is Node's own, so what stands on it may be, too.
        in: ['src/http/node-*', 'src/**/file-*', 'src/coordination/redis/**'],
        why: 'only http/node-*, files named file-* and coordination/redis/ do: all else runs in a browser and in k6, too',
      },
    ],
    sharedNames: [{ name: 'createClient', in: 'src/providers/*/client.ts', why: 'each API has its own' }],
  },
  'mock-server': {
    what: 'Serves any contract, with its limits and with faults',
    on: ['toolkit'],
    why: 'it serves contracts, whoever calls it',
  },
  tools: {
    what: 'Finds or obtains programs and Redis, and runs child processes',
    on: [],
    why: 'it stands below whatever needs a program',
  },
  dashboards: {
    what: 'Dashboards and alert rules out of contracts',
    on: ['toolkit', 'tools'],
    why: 'it shows what contracts say, whoever runs the load',
  },
  loadtests: {
    what: 'Runs load against an application, and gives the verdict',
    on: ['toolkit', 'mock-server', 'dashboards', 'tools', 'examples/gateway'],
    why: 'it drives what stands below it',
    sharedNames: [{ name: 'options', in: '**/script.ts', why: 'k6 looks for it by this name' }],
  },
  bench: {
    what: 'Ours against the peers, and the bugs planted to see that the cases fail',
    on: ['toolkit', 'mock-server', 'loadtests', 'tools'],
    why: 'it measures what anybody can import',
    // A case is a test, of ours and of the peers.
    support: ['src/conformance/cases/**'],
  },
  'examples/gateway': {
    what: 'The reference application',
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
  arrows: [
    'examples/gateway/src/app.test.ts > test/processes/start.ts',
    'examples/gateway/src/nerox.test.ts > test/processes/start.ts',
    'examples/gateway/src/neura.test.ts > test/processes/start.ts',
    'toolkit/src/admission/admission.ts > toolkit/src/call/classify.ts',
  ],
  circles: [
    ['loadtests/fleet/conduct.ts', 'loadtests/fleet/run-fleet.ts', 'loadtests/fleet/upstream.ts'],
    ['loadtests/fleet/wish.ts', 'loadtests/src/run/wish.ts'],
    ['loadtests/src/gates/gate.ts', 'loadtests/src/plan.ts', 'loadtests/src/verdict/facts.ts'],
    [
      'mock-server/src/providers/answering.ts',
      'mock-server/src/providers/arrival.ts',
      'mock-server/src/providers/provider.ts',
      'mock-server/src/providers/service.ts',
      'mock-server/src/providers/wording.ts',
    ],
  ],
  names: [
    'bench: Contestant',
    'bench: Options',
    'bench: Order',
    'bench: Outcome',
    'bench: Surroundings',
    'bench: Upstream',
    'bench: cockatiel',
    'bench: help',
    'bench: parseOptions',
    'bench: runAll',
    'bench: send',
    'bench: sleep',
    'bench: table',
    'loadtests: Answer',
    'loadtests: Tally',
    'loadtests: judge',
    'loadtests: prepare',
    'mock-server: Answer',
    'mock-server: Invoice',
    'mock-server: Order',
    'mock-server: nimbus',
    'test: root',
  ],
};
