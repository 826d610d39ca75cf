import { readFile } from 'node:fs/promises';

/** A command that the README promises, and how it has to end. */
export interface PromisedCommand {
  command: string;
  exitCode: number;
}

/**
 * The commands of a document's fenced `sh` blocks, each once, in order. There is one command per line; a line that ends
 * in a backslash goes on, and `a && b` counts as two commands. A command that must not end with 0 says so in a comment
 * behind it: `npm run load -- nimbus-steady --faults nimbus-errors # FAIL, exits 1`. Commands that nobody should run
 * here (`git clone ...`) are in a `console` block.
 */
export function promisedCommands(markdown: string): PromisedCommand[] {
  const found = new Map<string, PromisedCommand>();
  for (const [, body = ''] of markdown.matchAll(/^```sh\r?\n(.*?)^```/gms)) {
    for (const line of body.replace(/\\\r?\n\s*/g, '').split(/\r?\n/)) {
      const [code = '', comment = ''] = line.split(/(?:^|\s)#(.*)/);
      const commands = code.split('&&').map((command) => command.trim().replace(/\s+/g, ' '));
      const exits = /\bexits (\d+)\b/.exec(comment)?.[1] ?? '0';
      commands.forEach((command, index) => {
        const exitCode = index === commands.length - 1 ? Number(exits) : 0;
        if (command !== '' && !found.has(command)) found.set(command, { command, exitCode });
      });
    }
  }
  return [...found.values()];
}

// `node test/repository/readme-commands.ts README.md` prints one line per command: its exit code, a tab, the command.
if (import.meta.main) {
  for (const file of process.argv.slice(2)) {
    for (const { command, exitCode } of promisedCommands(await readFile(file, 'utf8'))) {
      process.stdout.write(`${exitCode}\t${command}\n`);
    }
  }
}
