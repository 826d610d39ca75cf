/** What the head of a test file asks for, in lines such as `// META: script=/common/utils.js`. */
export interface TestMeta {
  /** Scripts to load before the file, as it names them. */
  scripts: readonly string[];
  /** Where it can run: `window`, `worker` and others. */
  globals: readonly string[];
  /** Whether it may take long. */
  long: boolean;
  /** Query strings, each of which makes a test of its own. One empty string where the file names none. */
  variants: readonly string[];
}

const LINE = /^\/\/\s*META:\s*(\w+)=(.*)$/;
/** What a file is for that does not say. */
const EVERYWHERE = ['window', 'dedicatedworker'];

/** The head ends with the first line that is none of it. */
export function readMeta(text: string): TestMeta {
  const said = new Map<string, string[]>();
  for (const line of text.split(/\r?\n/)) {
    const [, name, value] = LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) break;
    said.set(name, [...(said.get(name) ?? []), value.trim()]);
  }
  const globals = (said.get('global') ?? []).flatMap((value) => value.split(',').map((each) => each.trim()));
  return {
    scripts: said.get('script') ?? [],
    globals: globals.length === 0 ? EVERYWHERE : globals,
    long: said.get('timeout')?.includes('long') ?? false,
    variants: said.get('variant') ?? [''],
  };
}
