import type { PackageRooms, Room } from '../table.ts';

const words = '{bounded-map,clock,draw,errors,schemas,subject,text,version}.ts';

const rooms: Readonly<Record<string, Room>> = {
  '{app,cli,cli-args,index}.ts': {
    what: 'The front door, the command, and what puts a server together',
    on: ['launch', 'providers'],
    why: 'what a server is made of does not know that it is one',
  },
  launch: {
    what: 'Starts a mock server from another process, and calls its admin API',
    on: ['options', 'injection/{catalogue,describe}.ts'],
    why: 'it knows a server from outside only',
  },
  'providers/nerox/gpu/{options,solving}.ts': {
    what: 'Options of the GPUs, and what solves on them',
    on: ['options/numbers.ts'],
    why: 'options are whole before a server is made',
  },
  providers: {
    what: 'What a contract cannot say, a folder an API',
    on: ['requests', 'admin', 'options'],
    apart: true,
    why: 'it answers requests, and starts nothing',
  },
  admin: {
    what: 'The admin API: faults, keys, the journal',
    on: ['injection/{catalogue,describe}.ts', 'keys'],
    why: 'it looks at what requests leave behind, and takes no part in them',
  },
  requests: {
    what: "A request's way: what admits it, what it meets, how it is answered",
    on: ['server'],
    why: 'any contract is served the same way, whether it has a folder in providers/ or not',
  },
  server: {
    what: 'What any server has: bodies, logs, metrics, a drain, answers where there is no route',
    on: ['injection/{catalogue,describe}.ts', 'upstream', 'options'],
    why: 'it is the same for all APIs',
  },
  'injection/{catalogue,describe}.ts': {
    what: 'Which faults there are, and what they do in words',
    on: ['faults'],
    why: 'a fault is found by its name',
  },
  faults: { what: 'The faults, a file each', on: ['injection'], why: 'a fault is one file, and knows no other' },
  injection: {
    what: 'What a fault may do, which of them are on, and whom they meet',
    on: ['journal'],
    why: 'it knows no fault by its name',
  },
  upstream: { what: 'What an API has behind itself', on: ['{costs,settings}.ts'], why: 'it answers whoever asks' },
  journal: { what: 'What became of each request', on: ['limits'], why: 'it is written by others' },
  'options/numbers.ts': { what: 'Numbers as options have them', on: [words], why: 'every option stands on it' },
  options: {
    what: 'Options, and what of a contract may be set anew',
    on: ['keys', 'providers/nerox/gpu/{options,solving}.ts'],
    why: 'they are whole before a server is made',
  },
  keys: { what: 'Keys, and the limits of each', on: ['limits'], why: 'a key is asked for by any request' },
  limits: {
    what: 'Windows, buckets, ceilings and penalties',
    on: ['{costs,settings}.ts', 'dialect'],
    why: 'a limit counts, whatever it counts',
  },
  '{costs,settings}.ts': {
    what: 'What a server takes from a contract',
    on: [words],
    why: 'it is made of the contract alone',
  },
  dialect: {
    what: "How an API says what is left, and that it refuses: a contract's hints and rules, rendered",
    on: [words],
    why: 'it says what it is given',
  },
  [words]: { what: 'Words and tools that all others have in common', on: [], why: 'all others stand on it' },
};

export const mockServer: PackageRooms = {
  what: 'Serves any contract, with its limits and with faults',
  on: ['toolkit'],
  why: 'it serves contracts, whoever calls it',
  support: ['tsdown*.config.ts', 'pages/**'],
  rooms,
};
