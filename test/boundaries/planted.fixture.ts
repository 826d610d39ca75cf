import { House, type Violation } from '../../lint/house.ts';
import { table } from '../../lint/rooms.ts';
import { root } from '../repository/files.fixture.ts';

/** The sources as they are. */
export const house = House.read(root, table);

export const use = (specifier: string): string => `export * from '${specifier}';\n`;
export const typeOf = (specifier: string): string => `export type * from '${specifier}';\n`;
/** Uses a type in place, without an import declaration. */
export const typeAt = (specifier: string): string => `let planted: import('${specifier}').Planted;\n`;
export const later = (specifier: string): string => `await import('${specifier}');\n`;

export type Rule = (house: House) => Violation[];

/** What each rule finds in the sources without planted files. */
const found = new Map<Rule, ReadonlySet<string>>();

/** What a rule finds with the planted files and did not find without them. */
export function caught(rule: Rule, texts: Record<string, string>): string[] {
  const before = found.get(rule) ?? new Set(rule(house).map(({ key }) => key));
  found.set(rule, before);
  const news = rule(house.with(texts)).filter(({ key }) => !before.has(key));
  return news.map(({ file, line, message }) => `${file}:${line} ${message}`);
}
