import * as contracts from '@evenkeel/example-contracts';
import type { Experiment } from '../experiment.ts';
import { table } from '../table.ts';
import { load, type Seen } from './load.ts';

const DURATION_MS = { quick: 5_000, full: 20_000 };

const failures = ({ failed }: Seen): number => Object.values(failed).reduce((sum, count) => sum + count, 0);

/** Whether a client keeps to what a contract says, in the dialects of real APIs. */
export const anyDialect: Experiment = {
  name: 'any-dialect',
  title: 'twelve APIs at once, each called by its contract as fast as its limits allow: nothing is refused',
  async run({ quick, seed }, { signal, show }) {
    const durationMs = quick ? DURATION_MS.quick : DURATION_MS.full;
    show(`any-dialect: ${durationMs / 1_000} s of calls`);
    const seen = await load(Object.values(contracts), { durationMs, seed, signal });
    const bad = seen.filter((each) => each.ok === 0 || each.refused > 0 || failures(each) > 0);
    const calls = seen.reduce((sum, { ok }) => sum + ok, 0);
    const refused = seen.reduce((sum, each) => sum + each.refused, 0);
    const rows = seen.map((each) => [
      each.api,
      `${each.ok} ok`,
      `${each.refused} refused`,
      `${failures(each)} failed`,
      each.heldBack > 0 ? `${each.heldBack} held back: the window is used up` : '',
    ]);
    const verdict = bad.length === 0 ? 'PASS' : 'FAIL';
    return {
      verdict,
      lines: [
        ...table(rows),
        `any-dialect: ${verdict}; ${seen.length} APIs, ${calls} calls in ${durationMs / 1_000} s, ${refused} refused`,
      ],
      json: { seen },
    };
  },
};
