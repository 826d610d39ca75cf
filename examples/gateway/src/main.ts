import { parseArgs } from 'node:util';
import { OptionError } from '@evenkeel/toolkit';
import { buildGateway } from './app.ts';
import { STOP_AFTER_DRAIN_MS } from './drain.ts';
import { environmentHelp, readEnvironment } from './environment.ts';

const help = `The reference gateway: an app that calls rate-limited APIs through @evenkeel/toolkit.

  node examples/gateway/src/main.ts [--port N] [--host HOST]

  --port N     default 3000; 0 takes any free port
  --host HOST  default 127.0.0.1

${environmentHelp}

SIGTERM or SIGINT stops it: what is in flight is finished, or given up after DRAIN_MS or a second signal, and answered
either way. It ends at most five seconds later.

Exit codes: 0 stopped, 1 could not listen or not stop in time, 3 wrong call.`;

async function main(): Promise<void> {
  const { values, tokens } = parseArgs({
    tokens: true,
    options: {
      port: { type: 'string', default: '3000' },
      host: { type: 'string', default: '127.0.0.1' },
      help: { type: 'boolean', default: false },
    },
  });
  const given = tokens.flatMap((token) => (token.kind === 'option' ? [token.rawName] : []));
  const again = given.find((name, at) => given.indexOf(name) !== at);
  if (again !== undefined) throw new OptionError(again, 'give it once.');
  if (values.help) {
    console.log(help);
    return;
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new OptionError('--port', 'give a port from 0 to 65535.', values.port);
  }
  const options = await readEnvironment(process.env);
  const { coordinator, nerox, drainMs = 5_000 } = options;
  const hurry = new AbortController();
  const app = buildGateway({ ...options, drainMs, hurry: hurry.signal });
  const close = async (): Promise<void> => {
    await app.close();
    // Closed after the clients, which still give back their shares and note the ends of jobs.
    await Promise.all([coordinator?.close(), nerox?.submissions?.close()]);
  };

  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), drainMs + STOP_AFTER_DRAIN_MS + 500).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        app.log.fatal(error);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      // A second signal means: do not wait for what is in flight.
      if (stopping) hurry.abort();
      app.log.info(
        stopping ? `${signal} again: giving up what is in flight.` : `${signal}: finishing what is in flight.`,
      );
      stop();
    });
  }
  // The parent process that holds the other end of the channel is gone.
  process.on('disconnect', stop);
  try {
    const url = await app.listen({ port, host: values.host });
    process.send?.({ type: 'listening', url });
  } catch (error) {
    app.log.fatal(error);
    await close();
    // The channel to the parent process would keep this one alive.
    process.exit(1);
  }
}

main().catch((error: Error & { code?: string }) => {
  console.error(`${error.message.replace(/\.?$/, '')}; see --help.`);
  process.exitCode = error.code?.startsWith('ERR_PARSE_ARGS') || error instanceof OptionError ? 3 : 1;
});
