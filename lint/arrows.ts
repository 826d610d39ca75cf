import { builtinModules } from 'node:module';
import { matchesGlob } from 'node:path';
import { type Arrow, called, folderIn, type House, type Place, reach, type Violation } from './house.ts';

/** The imports that the table does not allow, and the files that stand in no room of a package that has rooms. */
export function wrongArrows(house: House): Violation[] {
  return [...house.sources.values()].flatMap((source) => {
    const { file } = source;
    const place = house.place(file);
    if (place === undefined)
      return [{ file, line: 1, message: 'is in no package of lint/rooms.ts: add one', key: file }];
    const housed = place.support || place.rooms.rooms === undefined || place.room !== undefined;
    const homeless = `stands in no room: add one to lint/rooms.ts, or move it`;
    return [
      ...(housed ? [] : [{ file, line: 1, message: homeless, key: file }]),
      ...house.arrows(source).flatMap((arrow) => {
        const found = 'module' in arrow.to ? foreign(place, arrow.to.module) : ours(house, place, arrow, arrow.to);
        return found === undefined ? [] : [{ file, line: arrow.line, ...found }].map(withKey);
      }),
    ];
  });
}

interface Wrong {
  message: string;
  to: string;
}

const withKey = ({ to, ...found }: Wrong & Pick<Violation, 'file' | 'line'>): Violation => ({
  ...found,
  key: `${found.file} > ${to}`,
});

function foreign({ rooms, path, support }: Place, module: string): Wrong | undefined {
  if (support) return undefined;
  const ofNode = module.startsWith('node:') || builtinModules.includes(module);
  const rule = rooms.modules?.find((each) => each.module === (ofNode ? 'node:*' : module));
  if (rule === undefined || rule.in.some((glob) => matchesGlob(path, glob))) return undefined;
  return { message: `may not import ${module}: ${rule.why}`, to: module };
}

function ours(
  house: House,
  from: Place,
  { specifier }: Arrow,
  { files, face }: { files: readonly string[]; face: boolean },
) {
  if (files.length === 0)
    return { message: `imports ${specifier}, which is no public face of its package`, to: specifier };
  return files.map((file) => between(house, from, file, specifier, face)).find((each) => each !== undefined);
}

function between(house: House, from: Place, file: string, specifier: string, face: boolean): Wrong | undefined {
  const wrong = (message: string): Wrong => ({ message: `${message} (${specifier})`, to: file });
  const to = house.place(file);
  if (to === undefined) return undefined;
  if (from.folder !== to.folder) {
    const forTests = from.support && to.support;
    if (!face && !forTests && from.rooms.inside !== true)
      return wrong(`may not reach into ${to.folder}: packages import each other by name`);
    const { on, supportOn = [] } = from.rooms;
    if (on.includes(to.folder) || (from.support && supportOn.includes(to.folder))) return undefined;
    return wrong(`${from.folder} may not import ${to.folder}: ${from.rooms.why}`);
  }
  if (from.support) return undefined;
  if (to.support) return wrong('may not import what is for tests: it is left out where the package is used');
  if (from.room === undefined || to.room === undefined) return undefined;
  const { name, room } = from.room;
  if (name === to.room.name) {
    const [one, other] = [from, to].map((place) => folderIn(place, name));
    const apart = room.apart === true && one !== undefined && other !== undefined && one !== other;
    return apart ? wrong(`${one}/ may not import ${other}/: the folders of ${called(name)} stand apart`) : undefined;
  }
  if (room.byName === true && !face) return wrong(`${called(name)} imports other rooms by the package's name only`);
  if (reach(from.rooms.rooms ?? {}, name).has(to.room.name)) return undefined;
  return wrong(`${called(name)} may not import ${called(to.room.name)}: ${room.why}`);
}
