import type { PackageRooms, Room } from '../table.ts';

const rooms: Readonly<Record<string, Room>> = {
  '{cli,command,drift,index,outputs}.ts': {
    what: 'The command that writes all files or compares them, and the front door',
    on: ['{provider-dashboard,panel-queries}.ts', 'rule-tests', 'doc', 'charts'],
    why: 'the load has its own way of running them',
  },
  '{provider-dashboard,panel-queries}.ts': {
    what: "A provider's dashboard, and the queries in it",
    on: ['panels'],
    why: 'what a panel shows is told by panels/',
  },
  'rule-tests': {
    what: 'The tests that promtool runs',
    on: ['{alert-rule,limit-rules,rules}.ts'],
    why: 'a rule is tested by itself, whatever panels show',
  },
  charts: {
    what: "A run's own charts: what they ask, and how they are drawn without Grafana",
    on: ['panels'],
    why: 'they show one run, and panels any time',
  },
  panels: { what: 'Panels, a file a topic', on: ['promql'], why: 'a panel stands in any dashboard' },
  '{alert-rule,limit-rules,rules}.ts': {
    what: 'Alert and recording rules',
    on: ['promql'],
    why: 'a rule fires whatever panels show',
  },
  promql: {
    what: 'Queries',
    on: ['{contract-traits,dashboard-json,format,naming}.ts'],
    why: 'panels and rules ask the same',
  },
  doc: {
    what: "A provider's page in docs/providers",
    on: ['{contract-traits,dashboard-json,format,naming}.ts'],
    why: 'it says what a contract says, whatever is measured',
  },
  '{contract-traits,dashboard-json,format,naming}.ts': {
    what: 'What contracts have in common, and how values are written',
    on: [],
    why: 'all others stand on it',
  },
};

export const dashboards: PackageRooms = {
  what: 'Dashboards and alert rules out of contracts',
  on: ['toolkit', 'tools'],
  why: 'it shows what contracts say, whoever runs the load',
  support: ['lint/**', 'tests/**'],
  rooms,
};
