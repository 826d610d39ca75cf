import type { Case } from './case.ts';
import type { Rooms } from './rooms.ts';
import type { Paint } from './table.ts';

/** The chosen cases by room: id, what must hold, and where that is written. */
export function listing(rooms: Rooms, chosen: readonly Case[], paint: Paint): string[] {
  const width = Math.max(...chosen.map(({ id }) => id.length));
  return Object.entries(rooms).flatMap(([room, cases]) => {
    const shown = cases.filter((each) => chosen.includes(each));
    if (shown.length === 0) return [];
    const lines = shown.map(
      ({ id, title, source }) => `  ${id.padEnd(width)}  ${title} ${paint('dim', `(${source})`)}`,
    );
    return [paint('bold', room), ...lines];
  });
}
