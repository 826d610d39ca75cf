// `node -C source mock-server/pages/cli.ts` writes the table of faults into the README, and `--check` compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { withFaults } from './faults.ts';

const page = new URL('../README.md', import.meta.url);
const before = readFileSync(page, 'utf8');
const after = withFaults(before);
const [option] = process.argv.slice(2);

if (option === undefined) writeFileSync(page, after);
else if (option !== '--check') {
  console.error(`${option} is no option: give --check, or none.`);
  process.exitCode = 3;
} else if (before !== after) {
  console.error('mock-server/README.md is not as mock-server/src/faults has it: run npm run generate and commit it.');
  process.exitCode = 1;
}
