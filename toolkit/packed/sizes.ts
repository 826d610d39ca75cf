// `node packed/sizes.ts` packs what `npm run build` made, bundles an import of each policy and each entry of the package,
// and prints their sizes. `--write` writes the table into README.md; `--check` compares it, and exits 1 if a size has
// changed by more than 2 %, or is above its bound.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundle, policiesOf } from './bundles.ts';

/** Minified and gzipped, in bytes. A browser's is undefined where the import needs Node.js. */
export interface Size {
  name: string;
  isPolicy: boolean;
  minified: number;
  gzipped: number;
  browser: number | undefined;
}

const KB = 1_000;
/** How much a size may change unnoticed: compressors and minifiers make some noise. */
const TOLERANCE = 0.02;
const POLICY_BOUND = 5 * KB;
const bounds: Readonly<Record<string, number>> = {
  '@evenkeel/toolkit/nimbus': 30 * KB,
  '@evenkeel/toolkit/fetch': 20 * KB,
};
/** The entries that no browser can use. */
const needNode: readonly string[] = ['./node', './redis'];
const begin = '<!-- sizes: written by `npm run generate` -->';
const end = '<!-- /sizes -->';

const toolkit = join(import.meta.dirname, '..');

/** Packs the package and unpacks it where Node.js finds it by name, with the repository's node_modules above it. */
function unpack(): { folder: string; packed: string } {
  const cache = join(toolkit, '..', 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'packed-'));
  const pack = ['pack', '--json', '--pack-destination', folder];
  const [{ filename }] = JSON.parse(execFileSync('npm', pack, { cwd: toolkit, encoding: 'utf8' }));
  const packed = join(folder, 'node_modules', '@evenkeel', 'toolkit');
  mkdirSync(packed, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', packed, '--strip-components=1']);
  return { folder, packed };
}

async function measure(): Promise<Size[]> {
  const { folder, packed } = unpack();
  try {
    const { name, exports, peerDependencies } = JSON.parse(readFileSync(join(packed, 'package.json'), 'utf8'));
    const policies = policiesOf(readFileSync(join(packed, exports['.'].default), 'utf8'));
    const entries = Object.keys(exports).filter((entry) => exports[entry].default !== undefined);
    const modules = Object.fromEntries([
      ...policies.map((policy) => [policy, `export { ${policy} } from '${name}';`]),
      ...entries.map((entry) => [join(name, entry), `export * from '${join(name, entry)}';`]),
    ]);
    const forBrowsers = { ...modules };
    for (const entry of needNode) delete forBrowsers[join(name, entry)];
    const external = Object.keys(peerDependencies);
    const inNode = await bundle({ modules, platform: 'node', folder, external });
    const inBrowsers = await bundle({ modules: forBrowsers, platform: 'browser', folder, external });
    return Object.keys(modules).map((each) => {
      const whole = inNode.get(each) as Uint8Array;
      const browser = inBrowsers.get(each);
      return {
        name: each,
        isPolicy: policies.includes(each),
        minified: whole.length,
        gzipped: gzipSync(whole, { level: 9 }).length,
        browser: browser && gzipSync(browser, { level: 9 }).length,
      };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The document with the table of sizes between its two marks. @throws Error if the marks are missing */
export function withSizes(document: string, sizes: readonly Size[]): string {
  const [before, after] = aroundTable(document);
  const rows = sizes.map(({ name, minified, gzipped, browser }) => [
    `\`${name}\``,
    kB(minified),
    kB(gzipped),
    browser === undefined ? 'needs Node.js' : kB(browser),
  ]);
  const lines = [['import', 'minified', 'gzipped', 'gzipped, for a browser'], ['---', '--:', '--:', '--:'], ...rows];
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return `${before}${begin}\n\n${table}\n\n${end}${after}`;
}

/** What is wrong with the sizes or with the document's table of them, one sentence each. */
export function wrongSizes(document: string, sizes: readonly Size[]): string[] {
  const [, , table] = aroundTable(document);
  const told = new Map(
    [...table.matchAll(/^\| `(.+?)` \| (.+) \|$/gm)].map(([, name = '', cells = '']) => [name, cells.split(' | ')]),
  );
  const wrong: string[] = [];
  for (const { name, isPolicy, minified, gzipped, browser } of sizes) {
    const bound = isPolicy ? POLICY_BOUND : (bounds[name] ?? Number.POSITIVE_INFINITY);
    const largest = Math.max(gzipped, browser ?? 0);
    if (largest > bound) wrong.push(`${name} has ${kB(largest)} gzipped: ${kB(bound)} is its bound.`);
    const row = told.get(name);
    const is = [kB(minified), kB(gzipped), browser === undefined ? 'needs Node.js' : kB(browser)];
    if (row === undefined) wrong.push(`${name} is missing.`);
    else if (!is.every((size, at) => alike(size, row[at] ?? ''))) {
      wrong.push(`${name} is told as ${row.join(', ')}, and is ${is.join(', ')}.`);
    }
  }
  const known = new Set(sizes.map(({ name }) => name));
  for (const name of told.keys()) if (!known.has(name)) wrong.push(`${name} is told, and not there.`);
  return wrong;
}

function aroundTable(document: string): [before: string, after: string, table: string] {
  const [before, rest] = document.split(begin);
  const [table, after] = rest?.split(end) ?? [];
  if (before === undefined || table === undefined || after === undefined) {
    throw new Error(`The document has no "${begin}" and "${end}".`);
  }
  return [before, after, table];
}

const kB = (bytes: number): string => `${(bytes / KB).toFixed(2)} kB`;

function alike(is: string, told: string): boolean {
  const [now, before] = [Number.parseFloat(is), Number.parseFloat(told)];
  if (Number.isNaN(now) || Number.isNaN(before)) return is === told;
  // The table has two decimals.
  return Math.abs(now - before) <= Math.max(TOLERANCE * before, 0.011);
}

if (import.meta.main) {
  const readme = join(toolkit, 'README.md');
  const document = readFileSync(readme, 'utf8');
  const sizes = await measure();
  const flag = process.argv[2];
  if (flag === '--write') {
    // A table that is right within the tolerance stays as it is.
    if (wrongSizes(document, sizes).length > 0) writeFileSync(readme, withSizes(document, sizes));
  } else if (flag !== '--check') {
    for (const { name, minified, gzipped, browser } of sizes) {
      console.log([name.padEnd(30), minified, gzipped, browser ?? '-'].join('\t'));
    }
  }
  const wrong = wrongSizes(readFileSync(readme, 'utf8'), sizes);
  for (const each of wrong) console.error(each);
  if (wrong.length > 0) {
    console.error('The sizes in toolkit/README.md are not as they should be: run npm run generate and commit it.');
    process.exitCode = 1;
  }
}
