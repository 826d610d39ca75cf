import { join } from 'node:path';
import { discover, foldersIn } from '../discover.ts';
import type { Case } from './case.ts';

/** The cases by room, which says what they are about. */
export type Rooms = Readonly<Record<string, readonly Case[]>>;

const folder = join(import.meta.dirname, 'cases');

const isCase = (value: unknown): value is Case =>
  typeof value === 'object' && value !== null && 'bug' in value && 'run' in value;

/** All cases: each room is a folder, and each case a file in it. Sorted by the rooms' names, and then by id. */
export async function loadRooms(): Promise<Rooms> {
  const rooms = foldersIn(folder).map(async (room) => {
    const cases = await discover(join(folder, room), isCase);
    return [room, cases.toSorted((a, b) => (a.id < b.id ? -1 : 1))] as const;
  });
  return Object.fromEntries(await Promise.all(rooms));
}

/** All cases, in the order of the table. */
export function casesOf(rooms: Rooms): Case[] {
  return Object.values(rooms).flat();
}
