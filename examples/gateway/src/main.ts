import { parseArgs } from 'node:util';
import { nimbus, OptionError } from '@evenkeel/toolkit';
import { buildGateway, type GatewayOptions } from './app.ts';

const help = `The reference gateway: an app that calls Nimbus through @evenkeel/toolkit.

  node examples/gateway/src/main.ts [--port N] [--host HOST]

  --port N     default 3000; 0 takes any free port
  --host HOST  default 127.0.0.1

  NIMBUS_BASE_URL  where Nimbus is; default http://127.0.0.1:4010 (npm run mock)
  NIMBUS_API_KEY   needed
  NIMBUS_TIER      ${Object.keys(nimbus.profile.tiers).join(', ')}; default ${nimbus.profile.defaultTier}
  LOG_LEVEL        Pino's level; default info

Exit codes: 0 stopped by SIGTERM or SIGINT, 1 could not listen, 3 wrong call.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '3000' },
      host: { type: 'string', default: '127.0.0.1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return;
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new OptionError('--port', 'give a port from 0 to 65535.', values.port);
  }
  const { NIMBUS_BASE_URL, NIMBUS_API_KEY, NIMBUS_TIER, LOG_LEVEL } = process.env;
  const app = buildGateway({
    nimbus: {
      baseUrl: NIMBUS_BASE_URL ?? 'http://127.0.0.1:4010',
      apiKey: NIMBUS_API_KEY,
      // The client refuses a tier that there is not.
      tier: NIMBUS_TIER as GatewayOptions['nimbus']['tier'],
    },
    logLevel: LOG_LEVEL,
  });

  let stopping = false;
  const stop = (): void => {
    // Who asks twice does not want to wait for what is in flight.
    if (stopping) process.exit(1);
    stopping = true;
    app.close().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // Whoever started it with a channel to talk over is gone.
  process.on('disconnect', stop);
  try {
    const url = await app.listen({ port, host: values.host });
    process.send?.({ type: 'listening', url });
  } catch (error) {
    app.log.fatal(error);
    process.exitCode = 1;
    await app.close();
  }
}

main().catch((error: Error & { code?: string }) => {
  console.error(`${error.message.replace(/\.?$/, '')}; see --help.`);
  process.exitCode = error.code?.startsWith('ERR_PARSE_ARGS') || error instanceof OptionError ? 3 : 1;
});
