import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadFaults, named } from '../catalogue.ts';
import type { CombinedResult } from '../verdict/result.ts';
import { WRONG_CALL_EXIT } from '../verdict/verdict.ts';
import { WrongCall } from '../wrong-call.ts';
import { faultedComplaints } from './faulted.ts';
import { healthyComplaints } from './healthy.ts';

/**
 * `cli.ts DIR [--fault NAME]`: whether DIR/verdict.json says what a run of the
 * default scenarios, or one with that fault, must say. An exit code alone
 * can't tell one FAIL from another.
 */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: { fault: { type: 'string' } }, allowPositionals: true });
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) throw new WrongCall('Name one folder that holds a verdict.json.');
  const fault = values.fault === undefined ? null : named(await loadFaults(), values.fault, 'fault').plan;
  const result = JSON.parse(await readFile(join(folder, 'verdict.json'), 'utf8')) as CombinedResult;
  const complaints = fault === null ? healthyComplaints(result) : faultedComplaints(result, fault);
  for (const complaint of complaints) console.error(complaint);
  console.log(`${folder}: ${complaints.length === 0 ? 'as it must be' : `${complaints.length} complaints`}`);
  return complaints.length === 0 ? 0 : 1;
}

process.exitCode = await main().catch((error: Error) => {
  console.error(error.message);
  return error instanceof WrongCall ? WRONG_CALL_EXIT : 1;
});
