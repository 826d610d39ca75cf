// `node lint/dependencies.ts` exits 1 if a package of the lock file has a licence that is not on the lists, or a known
// weakness. Licences are read from the installed packages. Only the registry knows weaknesses: if it does not answer,
// the command says so and does not fail.
import { existsSync, readFileSync } from 'node:fs';
import { audit } from './advisories.ts';
import { type Dependency, refused } from './licences.ts';

interface Manifest {
  license?: string | { type?: string };
  licenses?: { type?: string }[];
}

/** Packages that name their licence in an old way, which the lock file does not carry. */
const readByHand: Readonly<Record<string, string>> = { buildcheck: 'MIT', 'cpu-features': 'MIT', ssh2: 'MIT' };

function licenceIn(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const { license, licenses = [] } = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  if (typeof license === 'string') return license;
  return license?.type ?? (licenses.map(({ type }) => type).join(' OR ') || undefined);
}

interface Locked {
  version?: string;
  license?: string;
  link?: boolean;
  dev?: boolean;
}

function dependencies(): Dependency[] {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> };
  return Object.entries(packages).flatMap(([path, { version, license, link, dev = false }]) => {
    const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path) ?? [];
    if (name === undefined || link === true) return [];
    // Packages for other platforms are not installed; for those the lock file names the licence.
    const licence = licenceIn(`${path}/package.json`) ?? license ?? readByHand[name];
    return [{ name: `${name} ${version}`, licence, dev }];
  });
}

const all = dependencies();
const wrong = refused(all);
const advisories = await audit();
if ('bad' in advisories) wrong.push(...advisories.bad);
for (const line of wrong) console.error(line);
const weaknesses =
  'bad' in advisories
    ? `${advisories.bad.length} with a known weakness`
    : `not asked for weaknesses, since the registry does not tell: ${advisories.unknown}`;
console.log(`${all.length} packages: ${refused(all).length} under a licence that is not allowed; ${weaknesses}.`);
process.exitCode = wrong.length === 0 ? 0 : 1;
