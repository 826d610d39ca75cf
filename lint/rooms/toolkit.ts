import type { PackageRooms, Room } from '../table.ts';

const rooms: Readonly<Record<string, Room>> = {
  'index.ts': {
    what: 'The front door: what an application imports',
    on: ['providers'],
    why: 'what needs an optional package, or only tests, has a door of its own',
  },
  'node.ts': {
    what: 'What only Node.js has: its transport, and a submission log in a file',
    on: ['providers', 'http/node-*'],
    why: 'all else runs in a browser and in k6, too',
  },
  'providers/*/profile.ts': {
    what: "What an API's guide says, as data, in the short form of a contract",
    on: ['contract'],
    nothingBelow: true,
    why: 'a profile is data, and survives a JSON round trip',
  },
  'providers/*/contract.ts': {
    what: "An API's contract, as data, generated from its profile",
    on: ['contract', 'http', 'policies'],
    nothingBelow: true,
    why: 'a contract is data, and an application carries nothing that makes it',
  },
  providers: {
    what: 'A folder for each API: its contract, and its own client where it has more than calls',
    on: ['client', 'providers/*/contract.ts'],
    apart: true,
    why: 'an API has a client of its own, and needs to know neither who watches it nor how a test plays it',
  },
  client: {
    what: 'The client of any contract, its options, and where its keys come from',
    on: ['call', 'http/node-*'],
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

export const toolkit: PackageRooms = {
  what: 'For applications: policies, clients and contracts',
  on: [],
  why: 'an application gets no server, harness or dashboard with it',
  support: ['properties/**', 'packed/**'],
  rooms,
  modules: [
    { module: 'cockatiel', in: ['src/policies/**'], why: 'only policies/ imports it' },
    { module: 'prom-client', in: ['src/telemetry/**'], why: 'only telemetry/ imports it' },
    { module: 'ioredis', in: ['src/coordination/redis/**'], why: 'only coordination/redis/ imports it' },
    {
      module: 'node:*',
      // ioredis runs on Node.js only, so the code that uses it may import Node's modules, too.
      in: ['src/http/node-*', 'src/**/file-*', 'src/coordination/redis/**'],
      why: 'only http/node-*, files named file-* and coordination/redis/ do: all else runs in a browser and in k6, too',
    },
  ],
  sharedNames: [
    { name: 'definition', in: 'src/providers/*/profile.ts', why: 'each API has its own' },
    { name: 'createClient', in: 'src/{client,providers/*}/{create-client,client}.ts', why: 'each API has its own' },
    { name: 'defaultTransport', in: 'src/http/*-default-transport.ts', why: 'conditions choose one of them' },
  ],
};
