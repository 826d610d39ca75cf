// `node -C source packed/contracts.ts` writes the contract of each provider's profile.ts beside it, in its long form, so
// that no application carries the code that makes it. `--check` compares, and exits 1 if one is not as it should be.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProviderDefinition } from '../src/contract/definition.ts';
import { resolveDefinition } from '../src/contract/resolve.ts';
import type { HintFormat } from '../src/http/hint.ts';
import * as readHints from '../src/http/read-hints.ts';

const providers = join(import.meta.dirname, '..', 'src', 'providers');

/** The module that holds the contract of a definition. */
export function contractModule(definition: ProviderDefinition): string {
  const contract = resolveDefinition(definition);
  const { name, title, tiers, operations, hints } = contract;
  const readers = new Map(hints.map(({ format }) => [format, readerOf(format)]));
  const types = [tiers, operations].map((record) => union(Object.keys(record))).join(', ');
  const text = `// Written by \`npm run generate\` from profile.ts: change that.
    import { trustContract } from '../../contract/checked.ts';
    import type { ProviderContract } from '../../contract/contract.ts';
    import { ${[...new Set(readers.values())].sort().join(', ')} } from '../../http/read-hints.ts';

    /** The contract of ${title}, with all that its profile leaves to defaults. */
    export const ${name}Profile: ProviderContract<${types}> = /* @__PURE__ */ trustContract(${JSON.stringify(contract)}, {
      ${[...readers].map(([format, reader]) => `'${format}': ${reader},`).join(' ')}
    });`;
  return execFileSync('biome', ['format', '--stdin-file-path=contract.ts'], { input: text, encoding: 'utf8' });
}

/** The name under which a format's reader is exported. */
function readerOf(format: HintFormat): string {
  const [name = ''] = Object.entries(readHints).find(([, each]) => each === readHints.hintReaders[format]) ?? [];
  return name;
}

const union = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(' | ');

if (import.meta.main) {
  for (const name of readdirSync(providers)) {
    const profile = join(providers, name, 'profile.ts');
    if (!existsSync(profile)) continue;
    const file = join(providers, name, 'contract.ts');
    const { definition }: { definition: ProviderDefinition } = await import(profile);
    const text = contractModule(definition);
    if (process.argv[2] !== '--check') writeFileSync(file, text);
    else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
      console.error(`${file} is not as profile.ts has it: run npm run generate and commit it.`);
      process.exitCode = 1;
    }
  }
}
