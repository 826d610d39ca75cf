/** A bare item of a structured field (RFC 9651, 3.3). A date's value is in seconds since the epoch. */
export type BareItem =
  | { type: 'integer' | 'decimal' | 'date'; value: number }
  | { type: 'string' | 'token' | 'bytes' | 'display-string'; value: string }
  | { type: 'boolean'; value: boolean };

export interface Item {
  bare: BareItem;
  params: ReadonlyMap<string, BareItem>;
}

/**
 * The pattern of each type (RFC 9651, 4.2.3.1), and how it is read. Decimals come first, since one begins like an
 * integer.
 */
const bareItems: readonly [RegExp, (matched: string) => BareItem | undefined][] = [
  [/-?\d{1,12}\.\d{1,3}(?![\d.])/y, (text) => ({ type: 'decimal', value: Number(text) })],
  [/-?\d{1,15}(?![\d.])/y, (text) => ({ type: 'integer', value: Number(text) })],
  [/@-?\d{1,15}(?![\d.])/y, (text) => ({ type: 'date', value: Number(text.slice(1)) })],
  [/\?[01]/y, (text) => ({ type: 'boolean', value: text === '?1' })],
  [/[A-Za-z*][!#$%&'*+\-.^_`|~\w:/]*/y, (text) => ({ type: 'token', value: text })],
  [/:[A-Za-z\d+/=]*:/y, (text) => ({ type: 'bytes', value: text.slice(1, -1) })],
  [
    /"(?:[ !#-[\]-~]|\\["\\])*"/y,
    (text) => ({ type: 'string', value: text.slice(1, -1).replaceAll(/\\(["\\])/g, '$1') }),
  ],
  [/%"(?:[ !#$&-~]|%[\da-f]{2})*"/y, (text) => displayString(text.slice(2, -1))],
];

const comma = /[ \t]*,[ \t]*/y;
const semicolon = /; */y;
const key = /[a-z*][a-z\d_\-.*]*/y;

/**
 * Reads a structured field that is a list of items (RFC 9651, 4.2.1). Inner
 * lists are refused: no field that is read here may hold one.
 *
 * @returns the items, none for an empty field; undefined if any part of it is malformed
 */
export function parseItemList(text: string): Item[] | undefined {
  const cursor = new Cursor(text.replace(/^ +/, '').replace(/ +$/, ''));
  const items: Item[] = [];
  while (!cursor.atEnd) {
    // Only a comma may follow an item, and the list must not end in one.
    if (items.length > 0 && cursor.take(comma) === undefined) return undefined;
    const item = takeItem(cursor);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}

/** Where the reader is in a field's text. */
class Cursor {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#at === this.#text.length;
  }

  /** Takes what the sticky `pattern` matches here, and moves behind it. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const matched = pattern.exec(this.#text)?.[0];
    this.#at += matched?.length ?? 0;
    return matched;
  }
}

function takeItem(cursor: Cursor): Item | undefined {
  const bare = takeBareItem(cursor);
  if (bare === undefined) return undefined;
  const params = new Map<string, BareItem>();
  while (cursor.take(semicolon) !== undefined) {
    const name = cursor.take(key);
    if (name === undefined) return undefined;
    const value = cursor.take(/=/y) === undefined ? ({ type: 'boolean', value: true } as const) : takeBareItem(cursor);
    if (value === undefined) return undefined;
    params.set(name, value);
  }
  return { bare, params };
}

function takeBareItem(cursor: Cursor): BareItem | undefined {
  for (const [pattern, read] of bareItems) {
    const matched = cursor.take(pattern);
    if (matched !== undefined) return read(matched);
  }
  return undefined;
}

function displayString(encoded: string): BareItem | undefined {
  try {
    return { type: 'display-string', value: decodeURIComponent(encoded) };
  } catch {
    // Its bytes are not UTF-8.
    return undefined;
  }
}
