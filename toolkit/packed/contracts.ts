// `node -C source packed/contracts.ts` writes the contract of each provider's profile.ts beside it, in its long form, so
// that no application carries the code that makes it. `--check` compares, and exits 1 if one is not as it should be.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProviderDefinition } from '../src/contract/definition.ts';
import { resolveDefinition } from '../src/contract/resolve.ts';
import { resolveClientSettings } from '../src/contract/settings.ts';
import * as readHints from '../src/http/read-hints.ts';
import * as limits from '../src/policies/rate/limiters.ts';

const providers = join(import.meta.dirname, '..', 'src', 'providers');

/** The module that holds the contract of a definition. */
export function contractModule(definition: ProviderDefinition): string {
  const contract = resolveDefinition(definition);
  const { name, title, tiers, operations, hints } = contract;
  const rates = Object.keys(tiers).flatMap((tier) => resolveClientSettings(contract, tier).rates);
  const readers = new Parts(
    hints.flatMap(({ format, body }) => (body === undefined ? [format] : [format, 'body' as const])),
    readHints.hintReaders,
    readHints,
  );
  // The APIs that ship here do tell what is left, if they tell it at all: nothing is needed where they would not.
  const makers = { ...limits.limiterMakers, remaining: limits.makeRemaining };
  const limiters = new Parts(rates.map(limits.limiterKind), makers, limits);
  // A budget is kept by a cycle of tokens, which an application carries where a limit of the API's is kept so, too.
  const cycles = rates.some((rate) => limits.limiterKind(rate) === 'cycle');
  const tells = hints.some(({ means }) => means === 'limit');
  const types = [tiers, operations].map((record) => union(Object.keys(record))).join(', ');
  const text = `// Written by \`npm run generate\` from profile.ts: change that.
    ${cycles ? "import { budgetRates } from '../../contract/budget.ts';\n" : ''}import { trustContract } from '../../contract/checked.ts';
    import type { ProviderContract } from '../../contract/contract.ts';
    import { ${readers.imports} } from '../../http/read-hints.ts';
    import { ${limiters.imports} } from '../../policies/rate/limiters.ts';
    ${tells ? "import { makeToldLimits } from '../../policies/rate/told-limits.ts';" : ''}

    /** The contract of ${title}, with all that its profile leaves to defaults. */
    export const ${name}Profile: ProviderContract<${types}> = /* @__PURE__ */ trustContract(${JSON.stringify(contract)}, {
      readers: ${readers.literal},
      limiters: ${limiters.literal},${cycles ? ' budgets: budgetRates,' : ''}${tells ? ' makeToldLimits,' : ''}
    });`;
  return execFileSync('biome', ['format', '--stdin-file-path=contract.ts'], { input: text, encoding: 'utf8' });
}

/** Some of a table's parts, by the names under which a module exports them. */
class Parts<K extends string> {
  readonly imports: string;
  readonly literal: string;

  constructor(keys: readonly K[], table: Readonly<Record<K, unknown>>, module: Readonly<Record<string, unknown>>) {
    const names = new Map(keys.map((key) => [key, Object.keys(module).find((name) => module[name] === table[key])]));
    this.imports = [...new Set(names.values())].sort().join(', ');
    this.literal = `{ ${[...names].map(([key, name]) => `'${key}': ${name}`).join(', ')} }`;
  }
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
