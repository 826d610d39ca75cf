import type { ProviderContract } from '@evenkeel/toolkit/providers';
import { spellList } from '../format.ts';
import { generatedNotice } from '../naming.ts';
import { backendSection } from './backend.ts';
import { billingSection } from './billing.ts';
import { limitsSection } from './limits.ts';
import { objectivesSection } from './objectives.ts';
import { type Mark, markOurs } from './pointer.ts';
import { resilienceSection } from './resilience.ts';
import { code } from './table.ts';
import { wireSection } from './wire.ts';

function networks({ networks }: ProviderContract, mark: Mark): string[] {
  if (networks.length === 0) return [];
  const names = mark(spellList(networks.map(code), 'and'), 'networks');
  return [
    `It reaches the networks ${names}: the values of \`{network}\` in paths. The client has a circuit breaker for each.`,
  ];
}

function authentication({ authentication: by }: ProviderContract, mark: Mark): string {
  if (by === null) return 'It asks for no key.';
  const { header, scheme, keyEnv, keyPrefix, constant } = by;
  const begins = keyPrefix === '' ? '' : `, begins with ${code(keyPrefix)}`;
  const sent = `The key is sent in the header ${code(header)}${scheme === '' ? '' : `, behind ${code(scheme)}`}`;
  const others = Object.entries(constant).map(([name, value]) => code(`${name}: ${value}`));
  const beside = others.length === 0 ? '' : ` Beside it, each request has ${spellList(others, 'and')}.`;
  return `${mark(sent, 'authentication')}${begins} and comes from the environment variable ${code(keyEnv)}.${beside}`;
}

/** A Markdown page with everything in a contract; it marks what the API's guide does not give. */
export function buildProviderDoc(contract: ProviderContract): string {
  const mark = markOurs(contract);
  const sections = [
    `# ${contract.title}`,
    `<!-- ${generatedNotice} -->`,
    `The contract ${code(contract.name)}, schema version ${contract.schema}: the client obeys it, the mock server enforces it, and load tests, dashboards and alerts check it. ` +
      "What is marked *(ours)* is our choice, since the API's own guide is silent; everything else is the guide's.",
    authentication(contract, mark),
    ...networks(contract, mark),
    limitsSection(contract, mark),
    wireSection(contract, mark),
    resilienceSection(contract, mark),
    ...backendSection(contract, mark),
    ...billingSection(contract, mark),
    objectivesSection(contract, mark),
  ];
  return `${sections.join('\n\n')}\n`;
}
