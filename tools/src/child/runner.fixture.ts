import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Child, nodeScript } from './child.ts';
import { temporaryFolder } from './temporary-folder.ts';

/**
 * A process that starts others, of every kind that is hard to end, and sends their ids. Then it ends as its first
 * argument says, or is killed. Its second argument is where its temporary folder goes.
 */
const [how = '', place] = process.argv.slice(2);
const script = join(import.meta.dirname, 'stubborn.fixture.ts');

const folder = await temporaryFolder('fixture', place);
writeFileSync(join(folder.path, 'left'), 'behind');

const started = ['idle', 'deaf', 'busy', 'parent', 'frozen'].map(async (kind) => {
  const child = new Child({ name: `the ${kind} one`, ...nodeScript(script, kind) });
  const { pids } = await child.next('ready');
  if (kind === 'frozen') child.freeze();
  return pids as number[];
});
const program = new Child({ name: "somebody else's program", command: 'sleep', args: ['600'] });
const ids = [...(await Promise.all(started)).flat(), program.pid];

process.send?.({ type: 'started', ids, folder: folder.path }, () => {
  if (how === 'exit') process.exit(0);
  if (how === 'throw') throw new Error('A defect of the runner.');
});
