import type { PackageRooms, Room } from '../table.ts';

const rooms: Readonly<Record<string, Room>> = {
  scenarios: {
    what: 'Plans and the scripts that k6 runs, a folder each',
    on: ['src/request', 'src/k6/script'],
    apart: true,
    byName: true,
    why: "a user's own are written with the same",
  },
  faults: {
    what: 'Plans of faults, a file each',
    on: ['src/request'],
    byName: true,
    why: "a user's own are written with the same",
  },
  'src/cli.ts': {
    what: 'The command: what is asked for becomes runs, and their reports an exit code',
    on: ['src/command', 'src/execute.ts'],
    why: 'it is the command, and nobody stands on it',
  },
  'src/assert-verdict': {
    what: "What CI holds the load tests' verdicts to",
    on: ['src/request', 'src/report', 'src/fleet'],
    why: 'it reads verdicts, and runs nothing',
  },
  'src/derived.ts': {
    what: 'What load tests derive from a contract, for those who check that they do',
    on: ['src/prometheus', 'src/verdict'],
    why: 'it shows what is derived, and derives nothing',
  },
  'src/execute.ts': {
    what: 'One run from its request to its report',
    on: ['src/gateway', 'src/fleet', 'src/report', 'src/books'],
    why: 'a run goes one way, whatever makes its load',
  },
  'src/command': {
    what: 'The options of the command, its help and its list',
    on: ['src/request', 'src/report'],
    why: 'what is typed is read before anything runs',
  },
  'src/gateway': {
    what: "k6's load through the gateway to the mock server, or to a target",
    on: ['src/k6', 'src/prometheus', 'src/machine', 'src/books'],
    why: 'it gathers evidence, and judges nothing',
  },
  'src/fleet': {
    what: 'Processes of our own as the load, their callers, and what is demanded of them',
    on: ['src/request'],
    why: 'k6 and Prometheus have no part in a fleet',
  },
  'src/k6/script': {
    what: 'What runs inside k6',
    on: ['src/shared'],
    why: "k6's runtime has nothing of Node.js",
  },
  'src/k6/{shim,stand-ins}': {
    what: 'What k6 lacks, put in its place before a script is loaded',
    on: [],
    why: 'nothing else is loaded before it',
  },
  'src/k6': {
    what: 'k6 as a program: bundles for it, its commands, what it counted',
    on: ['src/request'],
    why: 'k6 knows neither what it is aimed at nor who else watches',
  },
  'src/prometheus': {
    what: 'Prometheus as a program: how it is started, what it is asked',
    on: ['src/shared'],
    why: 'it says what was measured, whoever asked for the run',
  },
  'src/books': {
    what: 'What one counted against what another wrote: they must balance',
    on: ['src/assertions'],
    why: 'it compares what was gathered, and gathers nothing',
  },
  'src/machine': {
    what: 'What the machine did meanwhile, and the generator on it',
    on: ['src/shared'],
    why: 'it bears witness of what it was, whatever was under load',
  },
  'src/report': {
    what: 'What is said of a run: verdict.json, terminal, page, JUnit, Markdown',
    on: ['src/verdict'],
    why: 'a report is made of evidence, and not of what gathered it',
  },
  'src/verdict': {
    what: 'The verdict on evidence, and on what came of the assertions',
    on: ['src/assertions'],
    why: 'it decides by what was seen, wherever it was seen',
  },
  'src/request': {
    what: 'Plans, and what is asked for: a scenario, its load, a fault, a target',
    on: ['src/assertions'],
    why: 'a request is checked before anything runs',
  },
  'src/assertions': {
    what: 'What plans demand of a run, a demand a file',
    on: ['src/shared'],
    why: 'a demand is judged by the evidence alone',
  },
  'src/shared': {
    what: 'Loads, evidence, records, objectives: what all others speak of',
    on: [],
    why: 'all others stand on it',
  },
};

export const loadtests: PackageRooms = {
  what: 'Runs load against an application, and gives the verdict',
  on: ['toolkit', 'mock-server', 'dashboards', 'tools', 'examples/gateway'],
  why: 'it drives what stands below it',
  base: '.',
  support: ['test/**', 'k6/**'],
  rooms,
  modules: [
    { module: 'k6', in: ['src/k6/script/**', 'scenarios/**'], why: 'it is there inside k6 only' },
    { module: 'bottleneck', in: ['src/fleet/callers/**'], why: "only a fleet's callers are those of the peers" },
  ],
  sharedNames: [{ name: 'options', in: '**/script.ts', why: 'k6 looks for it by this name' }],
};
