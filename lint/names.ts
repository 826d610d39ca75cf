import { matchesGlob } from 'node:path';
import type { House, Violation } from './house.ts';

/** The names that two files of a package export, each for something of its own. */
export function doubledNames(house: House): Violation[] {
  const found = new Map<string, { file: string; line: number }[]>();
  for (const { file, exports } of house.sources.values()) {
    const place = house.place(file);
    if (place === undefined) continue;
    const { folder, rooms, path } = place;
    for (const [name, line] of exports) {
      if (rooms.sharedNames?.some((shared) => shared.name === name && matchesGlob(path, shared.in))) continue;
      const key = `${folder}: ${name}`;
      found.set(key, [...(found.get(key) ?? []), { file, line }]);
    }
  }
  return [...found].flatMap(([key, [first, ...others]]) =>
    first === undefined || others.length === 0
      ? []
      : others.map((other) => {
          const message = `exports ${key.split(': ')[1]}, as ${first.file}:${first.line} does: a name means one thing in a package`;
          return { ...other, message, key };
        }),
  );
}
