import type { PackageRooms, Room } from '../table.ts';

const rooms: Readonly<Record<string, Room>> = {
  'cli.ts': {
    what: 'Obtains all programs ahead of their use',
    on: ['programs'],
    why: 'it is a command, and nothing more',
  },
  redis: {
    what: 'A Redis that is there, started, or run in a container',
    on: ['programs'],
    why: 'a Redis is one program of several',
  },
  programs: {
    what: 'Finds programs, builds or unpacks them, and says so',
    on: ['child'],
    why: 'what obtains a program does not know which of them it is for',
  },
  child: {
    what: 'Child processes that end with their runner',
    on: ['command-line'],
    why: 'it starts whatever it is told to',
  },
  'command-line': { what: 'Options of a command', on: [], why: 'every command stands on it' },
};

export const tools: PackageRooms = {
  what: 'Finds or obtains programs and Redis, and runs child processes',
  on: [],
  why: 'it stands below whatever needs a program',
  rooms,
};
