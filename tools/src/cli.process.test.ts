import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommandResult, runCommand } from './child/run-command.ts';
import { FakeMachine } from './programs/machine.fixture.ts';

let machine: FakeMachine;
beforeEach(async () => {
  machine = await FakeMachine.create();
});
afterEach(() => machine[Symbol.asyncDispose]());

const cli = (...args: string[]): Promise<CommandResult> =>
  runCommand(process.execPath, [join(import.meta.dirname, 'cli.ts'), ...args], { env: machine.env });

describe('the command', () => {
  it('prints name, version and path of each program', async () => {
    const k6 = await machine.version('bin/k6', 'k6 v1.8.1');
    const promtool = await machine.version('bin/promtool', 'promtool, version 2.53.4');
    expect(await cli('k6', 'promtool')).toMatchObject({
      code: 0,
      stdout: `k6 1.8.1 ${k6}\npromtool 2.53.4 ${promtool}\n`,
    });
  });

  it.each([
    [['k7'], 'There is no program "k7"; there is k6, prometheus, promtool.'],
    [['--fast'], 'Unknown option "--fast".'],
    [['--help', '--help'], '--help is given more than once: give it once.'],
  ])('calls %j wrong', async (args, message) => {
    const { code, output } = await cli(...args);
    expect(code).toBe(3);
    expect(output).toContain(message);
  });

  it('exits 1 with one message when a program will not do', async () => {
    machine.env.EVENKEEL_K6 = '/nowhere/k6';
    const { code, stdout, output } = await cli('k6');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(output).toBe(
      'EVENKEEL_K6 is "/nowhere/k6", which is not an executable file. Name another program, or unset it.\n',
    );
  });
});
