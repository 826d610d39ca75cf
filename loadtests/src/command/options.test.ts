import { describe, expect, it } from 'vitest';
import { parseOptions } from './options.ts';

describe('parseOptions', () => {
  it('has defaults', () => {
    expect(parseOptions([])).toEqual({
      scenarios: [],
      redis: null,
      target: null,
      allowHosts: [],
      faults: null,
      seed: 1,
      durationMs: null,
      out: null,
      scenarioFolders: [],
      fleet: { processes: null, uneven: false, uncoordinated: false, peer: null, chaos: null, skew: false },
      list: false,
      help: false,
    });
  });

  it('takes scenarios and options in any order', () => {
    const options = parseOptions([
      'a',
      '--seed',
      '7',
      'b',
      '--duration=2.5',
      'a',
      '--target',
      'http://127.0.0.1:3000/x/',
    ]);
    expect(options).toMatchObject({
      scenarios: ['a', 'b'],
      seed: 7,
      durationMs: 2_500,
      target: 'http://127.0.0.1:3000/x',
    });
  });

  it.each([
    [['--sedd', '1'], 'Unknown option "--sedd". Did you mean "--seed"? --help lists all options.'],
    [['--frobnicate'], 'Unknown option "--frobnicate". --help lists all options.'],
    [['--seed', '-1'], "Option '--seed' argument is ambiguous. --help shows how it is used."],
    [['--seed', '1', '--seed', '2'], '--seed is given more than once: give it once.'],
    [['--faults', 'a', 'b', '--faults=a'], '--faults is given more than once: give it once.'],
    [['--list', '--list'], '--list is given more than once: give it once.'],
    [['--seed', 'x'], '--seed: "x" is no whole number from 0 to 4294967295.'],
    [['--seed', '4294967296'], '--seed: "4294967296" is no whole number from 0 to 4294967295.'],
    [['--duration', '0'], '--duration: "0" is no number of seconds above 0, up to 86400.'],
    [['--duration', '5m'], '--duration: "5m" is no number of seconds above 0, up to 86400.'],
    [
      ['--target', 'staging'],
      '--target: "staging" is no http:// or https:// URL; give one such as http://127.0.0.1:3000.',
    ],
    [['--target', 'http://me:secret@host'], '--target: give the URL without credentials, query and fragment.'],
    [['--target', 'http://host?token=secret'], '--target: give the URL without credentials, query and fragment.'],
    [['--target', 'me:secret@host'], '--target: that value is no http:// or https:// URL;'],
    [['--target', 'host?token=secret'], '--target: that value is no http:// or https:// URL;'],
    [['--target', 'http://me:se cret@ho st'], '--target: that value is no http:// or https:// URL;'],
    [['--processes', '0'], '--processes: "0" is no whole number from 1 to 64.'],
    [['--chaos', 'kil'], '--chaos: "kil" is none of store-restart, kill, freeze, all. Did you mean "kill"?'],
    [['--peer', 'p-limit'], '--peer: "p-limit" is none of bottleneck.'],
    [['--redis', 'me:secret@host'], '--redis: that value is none of auto, memory, server, testcontainers, nor'],
    [
      ['--redis', 'sever'],
      '--redis: "sever" is none of auto, memory, server, testcontainers, nor a redis:// URL. Did you mean "server"?',
    ],
    [
      ['--redis', 'http://:secret@x'],
      '--redis: that value is none of auto, memory, server, testcontainers, nor a redis:// URL.',
    ],
  ])('refuses %j', (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
  });

  it('takes several of what adds up', () => {
    const { allowHosts, scenarioFolders } = parseOptions([
      '--allow-host',
      'a',
      '--allow-host',
      'b',
      '--scenarios',
      'x',
      '--scenarios',
      'y',
    ]);
    expect({ allowHosts, scenarioFolders }).toEqual({ allowHosts: ['a', 'b'], scenarioFolders: ['x', 'y'] });
  });

  it.each(['auto', 'memory', 'server', 'testcontainers', 'redis://127.0.0.1:6379', 'rediss://host'])(
    'accepts --redis %s',
    (redis) => {
      expect(parseOptions(['--redis', redis]).redis).toBe(redis);
    },
  );
});
