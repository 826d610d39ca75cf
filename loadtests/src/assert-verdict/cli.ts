import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readArgs, WRONG_CALL_EXIT, WrongCall } from '@evenkeel/tools/command-line';
import type { CombinedVerdictFile, VerdictFile } from '../report/verdict-file.ts';
import { loadFaults, named } from '../request/catalogue.ts';
import { faultedComplaints } from './faulted.ts';
import { fleetComplaints, fleetKinds } from './fleet.ts';
import { assertable, healthyComplaints } from './healthy.ts';

/**
 * `cli.ts DIR [SCENARIO...] [--fault NAME] [--fleet KIND]` checks that DIR/verdict.json
 * says what a run of these scenarios (unless named, the default ones), of that fault
 * or of that fleet must say. An exit code alone can't tell one FAIL from another.
 */
async function main(): Promise<number> {
  const options = { fault: { type: 'string' }, fleet: { type: 'string' } } as const;
  const { values, positionals } = readArgs(process.argv.slice(2), options, null);
  const [folder, ...scenarios] = positionals;
  if (folder === undefined) throw new WrongCall('Name one folder that holds a verdict.json.');
  if (scenarios.length > 0 && values.fault !== undefined) {
    throw new WrongCall('--fault: a run with a fault names its own scenario; leave one of the two out.');
  }
  if (values.fleet !== undefined && (scenarios.length > 0 || values.fault !== undefined)) {
    throw new WrongCall('--fleet: it names what ran; leave scenarios and faults out.');
  }
  const kinds = new Map(fleetKinds.map((kind) => [kind as string, kind]));
  const fleet = values.fleet === undefined ? null : named(kinds, values.fleet, 'kind of fleet');
  const known = new Map(assertable.map((name) => [name, name]));
  const must = scenarios.map((name) => named(known, name, 'scenario'));
  const fault = values.fault === undefined ? null : named(await loadFaults(), values.fault, 'fault').plan;
  if (fault !== null && fault.breaches === undefined) {
    throw new WrongCall(`--fault: nothing is foreseen of ${values.fault}; name one whose plan says what it breaches.`);
  }
  const result = JSON.parse(await readFile(join(folder, 'verdict.json'), 'utf8')) as VerdictFile | CombinedVerdictFile;
  const complaints =
    fleet !== null
      ? fleetComplaints(result, fleet)
      : fault === null
        ? healthyComplaints(result, must.length === 0 ? undefined : must)
        : faultedComplaints(result, fault);
  for (const complaint of complaints) console.error(complaint);
  console.log(`${folder}: ${complaints.length === 0 ? 'as it must be' : `${complaints.length} complaints`}`);
  return complaints.length === 0 ? 0 : 1;
}

process.exitCode = await main().catch((error: Error) => {
  console.error(error.message);
  return error instanceof WrongCall ? WRONG_CALL_EXIT : 1;
});
