import { interruption } from './command-line/abort.ts';
import { readArgs } from './command-line/read-args.ts';
import { WRONG_CALL_EXIT } from './command-line/verdict.ts';
import { WrongCall } from './command-line/wrong-call.ts';
import { obtain, ToolError, type ToolName } from './programs/index.ts';

const names = ['k6', 'prometheus', 'promtool'] as const satisfies ToolName[];

const help = `Usage: node -C source tools/src/cli.ts [${names.join('|')}]...

Finds or obtains the programs that npm does not carry and prints their paths.
Without a name: all of them. Exit code 1: one can't be had; 3: a wrong call.
`;

/** Prints one line for each program on stdout, and everything else on stderr. */
async function main(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = readArgs(args, { help: { type: 'boolean' } }, null);
  if (values.help === true) {
    process.stdout.write(help);
    return 0;
  }
  const unknown = positionals.find((name) => !isToolName(name));
  if (unknown !== undefined) {
    throw new WrongCall(`There is no program "${unknown}"; there is ${names.join(', ')}.`);
  }
  for (const name of positionals.length === 0 ? names : positionals.filter(isToolName)) {
    const tool = await obtain(name, { signal, onProgress: (line) => process.stderr.write(`${line}\n`) });
    process.stdout.write(`${name} ${tool.version} ${tool.path}\n`);
  }
  return 0;
}

function isToolName(name: string): name is ToolName {
  return (names as readonly string[]).includes(name);
}

const interrupted = interruption();
process.exitCode = await main(process.argv.slice(2), interrupted).catch((error: unknown) => {
  if (!(error instanceof WrongCall || error instanceof ToolError) && !interrupted.aborted) throw error;
  process.stderr.write(`${interrupted.aborted ? 'Interrupted.' : (error as Error).message}\n`);
  return error instanceof WrongCall ? WRONG_CALL_EXIT : 1;
});
