import type { PackageRooms, Room } from '../table.ts';

const rooms: Readonly<Record<string, Room>> = {
  'cli.ts': { what: 'The command', on: ['*/**'], why: 'it runs experiments that are found by their folders' },
  '*.ts': { what: 'What experiments share', on: [], why: 'it knows none of them' },
  '*/**': {
    what: 'An experiment, or the conformance cases, each in its folder',
    on: ['*.ts'],
    apart: true,
    why: 'a folder can be deleted without another',
  },
};

export const bench: PackageRooms = {
  what: 'Ours against the peers, and the bugs planted to see that the cases fail',
  on: ['toolkit', 'mock-server', 'loadtests', 'tools', 'examples/contracts'],
  why: 'it measures what anybody can import',
  // A case is a test of our policies and of other libraries'.
  support: ['src/conformance/cases/**'],
  rooms,
};
