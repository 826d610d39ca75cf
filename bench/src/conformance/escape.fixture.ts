import { catchEscapes } from './escape.ts';
import { caseOf, contestantOf } from './run.fixture.ts';
import { runCase } from './run-case.ts';
import { sleep } from './tools.ts';

/** A test runs this as a process of its own, whose last line says what became of errors that nobody handled. */
const nobody = contestantOf('nobody');
const forever = new Promise<never>(() => {});
const lost: string[] = [];
const late: string[] = [];
catchEscapes((error) => lost.push(String(error)));

const thrown = caseOf('thrown', {
  async run() {
    setTimeout(() => {
      throw new Error('from a timer');
    }, 1);
    await forever;
  },
});
const rejected = caseOf('rejected', {
  async run() {
    void Promise.reject(new Error('not awaited'));
    await forever;
  },
});
const afterwards = caseOf('afterwards', {
  async run() {
    setTimeout(() => {
      throw new Error('too late');
    }, 20);
  },
});
const quiet = caseOf('quiet', { run: () => sleep(50) });

const ends = await Promise.all(
  [thrown, rejected, afterwards, quiet].map((tested) =>
    runCase(tested, nobody, { onLateError: (why) => late.push(`${tested.id}: ${why}`) }),
  ),
);
setTimeout(() => {
  throw new Error('of no case');
}, 1);
await sleep(50);
console.log(JSON.stringify({ ends: ends.map((end) => ('why' in end ? end.why : end.result)), late, lost }));
