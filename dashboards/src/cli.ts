import { fileURLToPath } from 'node:url';
import { contracts } from '@evenkeel/toolkit/providers';
import { runCommand } from './command.ts';
import { buildOutputs } from './outputs.ts';

process.exitCode = await runCommand(process.argv.slice(2), buildOutputs(contracts), {
  root: fileURLToPath(new URL('../..', import.meta.url)),
  print: (line) => console.log(line),
  printError: (line) => console.error(line),
});
