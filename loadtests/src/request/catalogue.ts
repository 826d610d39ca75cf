import { access, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { listFaults } from '@evenkeel/mock-server/launch';
import { contracts, type ProviderContract, type Tier } from '@evenkeel/toolkit/providers';
import { didYouMean, WrongCall } from '@evenkeel/tools/command-line';
import { pick } from '../shared/objectives.ts';
import { checkPlan } from './check-plan.ts';
import type { FaultPlan, Plan } from './plan.ts';

export interface Scenario {
  name: string;
  plan: Plan;
  contract: ProviderContract;
  /** The plan's tier in the contract. */
  tier: Tier;
  /** The path of the script that k6 runs. */
  script: string;
}

export interface Fault {
  name: string;
  plan: FaultPlan;
}

const PLAN = 'plan.ts';
const home = join(import.meta.dirname, '..', '..');

/**
 * The scenarios with these names, or the default ones, from the shipped folder and further ones.
 * @throws WrongCall for an unknown name, a name that is there twice, or a plan that is not valid
 */
export async function chooseScenarios(folders: readonly string[], names: readonly string[]): Promise<Scenario[]> {
  const places = await findScenarios(folders);
  if (names.length > 0) {
    return Promise.all(names.map((name) => loadScenario(name, named(places, name, 'scenario'))));
  }
  return (await loadAll(places)).filter(({ plan }) => plan.byDefault);
}

/** All scenarios of the shipped folder and further ones. */
export async function loadScenarios(folders: readonly string[]): Promise<Scenario[]> {
  return loadAll(await findScenarios(folders));
}

const loadAll = (places: ReadonlyMap<string, string>): Promise<Scenario[]> =>
  Promise.all([...places].map(([name, place]) => loadScenario(name, place)));

/** The folder of each scenario, by its name. */
async function findScenarios(folders: readonly string[]): Promise<Map<string, string>> {
  const places = new Map<string, string>();
  for (const folder of [join(home, 'scenarios'), ...folders.map((folder) => resolve(folder))]) {
    for (const name of await subfolders(folder)) {
      if (!(await exists(join(folder, name, PLAN)))) continue;
      if (places.has(name))
        throw new WrongCall(`--scenarios: there is already a scenario "${name}"; rename the one in ${folder}.`);
      places.set(name, join(folder, name));
    }
  }
  return places;
}

async function loadScenario(name: string, folder: string): Promise<Scenario> {
  const exported = (await import(pathToFileURL(join(folder, PLAN)).href)) as { default?: unknown };
  const plan = checkPlan(name, exported.default);
  const contract = contracts.find((candidate) => candidate.name === plan.provider);
  if (contract === undefined) {
    const known = contracts.map((candidate) => candidate.name);
    throw new WrongCall(`${name}: provider "${plan.provider}" has no contract; there are ${known.join(', ')}.`);
  }
  const tier = contract.tiers[plan.tier];
  if (tier === undefined) {
    const tiers = Object.keys(contract.tiers);
    throw new WrongCall(`${name}: ${contract.name} has no tier "${plan.tier}"; it has ${tiers.join(', ')}.`);
  }
  try {
    pick(contract, plan.objectives);
  } catch (error) {
    throw new WrongCall(`${name}: ${(error as Error).message}`);
  }
  return { name, plan, contract, tier, script: join(folder, 'script.ts') };
}

/** The plans of faults/, by the names of their files. */
export async function loadFaults(): Promise<Map<string, Fault>> {
  const folder = join(home, 'faults');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts')).sort();
  const faults = await Promise.all(
    files.map(async (file): Promise<[string, Fault]> => {
      const { default: plan } = (await import(pathToFileURL(join(folder, file)).href)) as { default: FaultPlan };
      const name = file.slice(0, -'.ts'.length);
      return [name, { name, plan }];
    }),
  );
  return new Map(faults);
}

/** The mock server's faults with their defaults, as plans that foresee nothing; where names clash, a plan wins. */
export const bareFaults = (plans: ReadonlyMap<string, Fault>): Map<string, Fault> =>
  new Map(
    listFaults()
      .filter(({ name }) => !plans.has(name))
      .map(({ name, defaults }) => [name, { name, plan: { faults: [defaults] } }]),
  );

/**
 * The plan of that name or, where there is none, the mock server's fault of that name.
 * @throws WrongCall for an unknown name
 */
export async function findFault(name: string): Promise<Fault> {
  const plans = await loadFaults();
  return named(new Map([...plans, ...bareFaults(plans)]), name, 'fault');
}

/** @throws WrongCall for an unknown name */
export function named<T>(known: ReadonlyMap<string, T>, name: string, what: string): T {
  const found = known.get(name);
  if (found !== undefined) return found;
  const names = [...known.keys()];
  throw new WrongCall(`Unknown ${what} "${name}".${didYouMean(name, names)} There are ${names.join(', ')}.`);
}

async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => {
    throw new WrongCall(`--scenarios: there is no folder ${folder}.`);
  });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
