import { parseArgs } from 'node:util';
import { obtain, ToolError, type ToolName } from './programs/index.ts';

const names = ['k6', 'prometheus', 'promtool'] as const satisfies ToolName[];

const help = `Usage: node -C source tools/src/cli.ts [${names.join('|')}]...

Finds or obtains the programs that npm does not carry and prints their paths.
Without a name: all of them. Exit code 1: one can't be had; 3: a wrong call.
`;

/** One line a program on stdout; everything else on stderr. */
async function main(args: readonly string[], signal: AbortSignal): Promise<number> {
  let wanted: string[];
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { help: { type: 'boolean' } },
    });
    if (values.help === true) {
      process.stdout.write(help);
      return 0;
    }
    wanted = positionals;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${help}`);
    return 3;
  }
  const unknown = wanted.find((name) => !isToolName(name));
  if (unknown !== undefined) {
    process.stderr.write(`There is no program "${unknown}"; there is ${names.join(', ')}.\n`);
    return 3;
  }
  try {
    for (const name of wanted.length === 0 ? names : wanted.filter(isToolName)) {
      const tool = await obtain(name, { signal, onProgress: (line) => process.stderr.write(`${line}\n`) });
      process.stdout.write(`${name} ${tool.version} ${tool.path}\n`);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof ToolError) && !signal.aborted) throw error;
    process.stderr.write(`${signal.aborted ? 'Interrupted.' : (error as ToolError).message}\n`);
    return 1;
  }
}

function isToolName(name: string): name is ToolName {
  return (names as readonly string[]).includes(name);
}

const interrupted = new AbortController();
for (const event of ['SIGINT', 'SIGTERM'] as const) process.once(event, () => interrupted.abort());
process.exitCode = await main(process.argv.slice(2), interrupted.signal);
