import { describe, expect, test } from 'vitest';
import { helpText, readArgs, UsageError } from './cli-args.ts';

test('without arguments it listens on loopback, port 4010, seed 1', () => {
  expect(readArgs([], {})).toEqual({
    host: '127.0.0.1',
    port: 4010,
    seed: 1,
    adminToken: undefined,
    contractOverrides: {},
    redis: undefined,
    onStoreFailure: 'closed',
    gpus: undefined,
    gpuScale: undefined,
    logLevel: undefined,
    quiet: false,
    help: false,
  });
});

test('reads every option', () => {
  const args = '--port 0 --host ::1 --seed 42 --admin-token t --quiet --help'.split(' ');
  args.push(
    ...'--redis redis://127.0.0.1:1 --on-store-failure open --gpus 8 --gpu-scale 2.5 --log-level debug'.split(' '),
  );
  const sets = ['--set', 'nimbus/tiers/free/limits/1/windowMs=500', '--set', 'nimbus/tiers/free/limits/1/amount=5'];
  expect(readArgs([...args, ...sets], {})).toEqual({
    host: '::1',
    port: 0,
    seed: 42,
    adminToken: 't',
    contractOverrides: { nimbus: { '/tiers/free/limits/1/windowMs': 500, '/tiers/free/limits/1/amount': 5 } },
    redis: 'redis://127.0.0.1:1',
    onStoreFailure: 'open',
    gpus: 8,
    gpuScale: 2.5,
    logLevel: 'debug',
    quiet: true,
    help: true,
  });
});

test('a provider named as what every object has is one that is not there, and no setting is lost', () => {
  const { contractOverrides } = readArgs(['--set', '__proto__/x=1', '--set', 'constructor/y=2'], {});
  expect(Object.entries(contractOverrides)).toEqual([
    ['__proto__', { '/x': 1 }],
    ['constructor', { '/y': 2 }],
  ]);
});

test.each([
  [[], { EVENKEEL_ADMIN_TOKEN: 'env' }, 'env'],
  [['--admin-token', 'arg'], { EVENKEEL_ADMIN_TOKEN: 'env' }, 'arg'],
  [[], { EVENKEEL_ADMIN_TOKEN: '' }, undefined],
])('%j with %j gives the token %j', (args, env, token) => {
  expect(readArgs(args, env).adminToken).toBe(token);
});

test.each([
  [[], { LOG_LEVEL: 'debug' }, 'debug'],
  [['--log-level', 'warn'], { LOG_LEVEL: 'debug' }, 'warn'],
  // The variable was set for another program.
  [[], { LOG_LEVEL: 'verbose' }, undefined],
  [[], { LOG_LEVEL: '' }, undefined],
])('%j with %j logs from %j on', (args, env, level) => {
  expect(readArgs(args, env).logLevel).toBe(level);
});

test.each([
  [[], { EVENKEEL_MOCK_REDIS_URL: 'redis://env' }, 'redis://env'],
  [['--redis', 'redis://arg'], { EVENKEEL_MOCK_REDIS_URL: 'redis://env' }, 'redis://arg'],
  [[], { EVENKEEL_MOCK_REDIS_URL: '' }, undefined],
])('%j with %j counts at %j', (args, env, url) => {
  expect(readArgs(args, env).redis).toBe(url);
});

describe('a wrong call is one sentence', () => {
  test.each([
    [['--prot', '1'], "Unknown option '--prot'; see --help."],
    [['--port'], "Option '--port <value>' argument missing; see --help."],
    [['serve'], "Unexpected argument 'serve'; see --help."],
    [['--port', '65536'], '--port is "65536": give a whole number from 0 to 65535.'],
    [['--port', '0x10'], '--port is "0x10"'],
    [['--port', ''], '--port is ""'],
    [['--seed', '-1'], /--seed/],
    [['--seed=1.5'], '--seed is "1.5"'],
    [['--set', 'windowMs=5'], '--set is "windowMs=5": give PROVIDER/POINTER=NUMBER.'],
    [['--on-store-failure', 'ajar'], '--on-store-failure is "ajar": give one of open, closed.'],
    [['--gpus', '0'], '--gpus is "0": give a whole number from 1 to 10000.'],
    [['--gpus', 'many'], '--gpus is "many"'],
    [['--gpu-scale', '1001'], '--gpu-scale is "1001": give a number from 0 to 1000.'],
    [['--gpu-scale', 'fast'], '--gpu-scale is "fast"'],
    [['--log-level', 'loud'], '--log-level is "loud": give one of trace, debug, info, warn, error, fatal.'],
    [['--port', '1', '--seed', '1', '--port=1'], '--port is given more than once: give it once.'],
    [['--quiet=yes'], "Option '--quiet' does not take an argument; see --help."],
  ])('%j', (args, message) => {
    expect(() => readArgs(args, {})).toThrow(UsageError);
    expect(() => readArgs(args, {})).toThrow(message);
  });
});

test('the help names every option', () => {
  const options = [
    'port',
    'host',
    'seed',
    'admin-token',
    'set',
    'redis',
    'on-store-failure',
    'gpus',
    'gpu-scale',
    'log-level',
    'quiet',
    'help',
  ];
  for (const option of options) expect(helpText).toContain(`--${option}`);
  for (const name of ['EVENKEEL_ADMIN_TOKEN', 'EVENKEEL_MOCK_REDIS_URL', 'LOG_LEVEL']) expect(helpText).toContain(name);
});
