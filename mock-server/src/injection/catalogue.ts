import { readdirSync } from 'node:fs';
import type { Fault } from './fault.ts';

// The package keeps the faults as files of their own too, in a folder beside its bundle.
const isSource = import.meta.url.endsWith('.ts');
const folder = new URL(isSource ? '../faults/' : './faults/', import.meta.url);

/** A fault's code; not its tests, types or source map. */
const isFault = (file: string): boolean => /^[^.]+\.m?[jt]s$/.test(file);

async function load(file: string): Promise<Fault> {
  const { default: fault } = (await import(new URL(file, folder).href)) as { default?: Fault };
  const name = file.slice(0, file.indexOf('.')).replaceAll('-', '_');
  if (fault?.name !== name) throw new Error(`faults/${file} is to export by default the fault "${name}".`);
  return fault;
}

/** Every fault that can be injected, by its name: the files of faults/. */
export const faults: ReadonlyMap<string, Fault> = new Map(
  (await Promise.all(readdirSync(folder).filter(isFault).toSorted().map(load))).map((fault) => [fault.name, fault]),
);
