import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeMachine } from './machine.fixture.ts';

let machine: FakeMachine;
beforeEach(async () => {
  machine = await FakeMachine.create();
});
afterEach(() => machine[Symbol.asyncDispose]());

// Images hold programs for Linux, so nothing can be copied out of one elsewhere.
const itOnLinux = it.skipIf(process.platform !== 'linux');

const builds = async (): Promise<string[]> => (await machine.ran()).filter((line) => line.startsWith('go build'));

describe('the order of the search', () => {
  it('takes the program that the environment variable names, whatever else is there', async () => {
    machine.env.EVENKEEL_K6 = await machine.version('elsewhere/my-k6', 'my-k6 v1.2.3 (go1.26)');
    await machine.version('bin/k6', 'k6 v1.8.1');
    expect(await machine.obtain('k6')).toEqual({
      path: machine.env.EVENKEEL_K6,
      version: '1.2.3',
      origin: 'environment',
    });
    expect(machine.said).toEqual([`k6 1.2.3: named by the environment, ${machine.env.EVENKEEL_K6}`]);
  });

  it('takes the one on PATH before the kept one', async () => {
    const path = await machine.version('bin/prometheus', 'prometheus, version 2.45.3+ds (branch: x)');
    await machine.version('.tools/prometheus-3.0.0/prometheus', 'prometheus, version 3.0.0');
    expect(await machine.obtain('prometheus')).toEqual({ path, version: '2.45.3', origin: 'path' });
  });

  it('goes on when the one on PATH is too old, and says so', async () => {
    await machine.version('bin/k6', 'k6 v0.49.0 (go1.21)');
    await machine.go();
    expect(await machine.obtain('k6')).toMatchObject({ version: '1.8.1', origin: 'build' });
    const path = join(machine.root, 'bin/k6');
    expect(machine.said[0]).toBe(`k6: ${path} is k6 0.49.0; at least 1.0.0 is needed; looking further`);
  });

  it('goes on when the one on PATH does not run', async () => {
    await machine.program('bin/promtool', 'echo "broken library" >&2; exit 127');
    const path = await machine.version('.tools/prometheus-2.53.4/promtool', 'promtool, version 2.53.4');
    expect(await machine.obtain('promtool')).toEqual({ path, version: '2.53.4', origin: 'tools' });
    expect(machine.said[0]).toContain('does not answer "--version" with a version: broken library; looking further');
  });

  it('takes the newest release that .tools/ holds', async () => {
    await machine.version('.tools/prometheus-2.9.0/prometheus', 'prometheus, version 2.9.0');
    const path = await machine.version('.tools/prometheus-2.53.4/prometheus', 'prometheus, version 2.53.4');
    expect(await machine.obtain('prometheus')).toEqual({ path, version: '2.53.4', origin: 'tools' });
  });
});

describe('k6', () => {
  it('is built from the pinned module, and kept', async () => {
    await machine.go();
    const built = await machine.obtain('k6');
    expect(built).toMatchObject({ version: '1.8.1', origin: 'build' });
    expect(built.path).toMatch(/\.tools\/k6-1\.8\.1-[0-9a-f]{12}\/k6$/);
    expect(machine.said).toContain('k6 1.8.1: building it with go1.99.0; the first build takes a few minutes');
    expect(await machine.obtain('k6')).toEqual({ ...built, origin: 'tools' });
    expect(await builds()).toHaveLength(1);
  });

  it.each(['go.mod', 'go.sum', 'main.go', 'sse/parser.go'])('is built anew when %s has changed', async (name) => {
    await machine.go();
    const before = await machine.obtain('k6');
    await machine.write(`loadtests/k6/${name}`, 'require go.k6.io/k6 v1.8.1\n// changed\n');
    const after = await machine.obtain('k6');
    expect(after.origin).toBe('build');
    expect(after.path).not.toBe(before.path);
  });

  it('is not built anew for a test of its modules', async () => {
    await machine.go();
    const built = await machine.obtain('k6');
    await machine.write('loadtests/k6/sse/parser_test.go', 'package sse\n');
    expect(await machine.obtain('k6')).toEqual({ ...built, origin: 'tools' });
  });

  itOnLinux('is copied out of the image of the same version where the build fails', async () => {
    await machine.go('1.8.1', 'echo "no route to the proxy" >&2; exit 1');
    await machine.docker('1.8.1');
    expect(await machine.obtain('k6')).toMatchObject({ version: '1.8.1', origin: 'image' });
    expect(machine.said.join('\n')).toContain(
      'building it with Go is not possible: the build failed:\nno route to the proxy',
    );
    expect(await machine.ran()).toContain('docker create grafana/k6:1.8.1');
    expect(await machine.ran()).toContain('docker rm container1');
    expect(await machine.kept()).toEqual(['k6-1.8.1-image']);
  });

  it('is refused when what was built does not run', async () => {
    await machine.go('nonsense');
    await expect(machine.obtain('k6')).rejects.toThrow('what it gave does not answer "version" with a version');
  });

  it('is built once by those who want it at the same time', async () => {
    await machine.go();
    const [one, two] = await Promise.all([machine.obtain('k6'), machine.obtain('k6')]);
    expect(one.path).toBe(two.path);
    expect([one.origin, two.origin].sort()).toEqual(['build', 'tools']);
    expect(await builds()).toHaveLength(1);
    expect(machine.said).toContain('k6: another process is obtaining it; waiting for that one');
  });

  it('leaves nothing behind when its build is interrupted', async () => {
    const interrupted = new AbortController();
    await machine.go('1.8.1', 'echo github.com/one/package; exec sleep 60');
    const obtained = machine.obtain('k6', {
      signal: interrupted.signal,
      onProgress: (line) => line.includes('building it') && interrupted.abort(),
    });
    await expect(obtained).rejects.toThrow(/abort/i);
    expect(await machine.kept()).toEqual([]);
  });

  it('sweeps away what a killed build has left', async () => {
    await machine.write('.tools/.partial-k6-abc/k6', 'half a program');
    await machine.go();
    await machine.obtain('k6');
    expect(await machine.kept()).toEqual([expect.stringMatching(/^k6-1\.8\.1-[0-9a-f]{12}$/)]);
  });
});

describe('Prometheus', () => {
  it("is unpacked from the distribution's package, after an update where apt does not know it", async () => {
    await machine.debian();
    expect(await machine.obtain('prometheus')).toEqual({
      path: join(machine.root, '.tools/prometheus-2.42.0/prometheus'),
      version: '2.42.0',
      origin: 'package',
    });
    const apt = (await machine.ran()).filter((line) => line.startsWith('apt-get'));
    expect(apt).toEqual(['apt-get download prometheus', 'apt-get update', 'apt-get download prometheus']);
  });

  it('brings promtool along', async () => {
    await machine.debian();
    await machine.obtain('prometheus');
    await rm(join(machine.root, 'bin'), { recursive: true });
    expect(await machine.obtain('promtool')).toMatchObject({ version: '2.42.0', origin: 'tools' });
  });

  itOnLinux('is copied out of an image where the package is too old', async () => {
    await machine.debian('2.33.5');
    await machine.docker('2.53.4');
    expect(await machine.obtain('prometheus')).toMatchObject({ version: '2.53.4', origin: 'image' });
    expect(machine.said.join('\n')).toContain('what it gave is prometheus 2.33.5; at least 2.40.0 is needed');
  });
});

describe('an error', () => {
  it.each([
    ['k6', 'EVENKEEL_K6', 'k6 v0.57.0', 'is k6 0.57.0; at least 1.0.0 is needed'],
    ['prometheus', 'EVENKEEL_PROMETHEUS', 'version 2.39.9', 'is prometheus 2.39.9; at least 2.40.0 is needed'],
    ['promtool', 'EVENKEEL_PROMTOOL', 'hello', 'does not answer "--version" with a version: hello'],
  ] as const)('names what %s in the environment lacks', async (name, variable, prints, problem) => {
    const path = await machine.version('mine', prints);
    machine.env[variable] = path;
    await machine.go();
    await expect(machine.obtain(name)).rejects.toMatchObject({
      code: 'EVK_TOOL_UNUSABLE',
      message: `${variable} is "${path}", which ${problem}. Name another program, or unset it.`,
    });
  });

  it('says that the environment names no program', async () => {
    machine.env.EVENKEEL_K6 = '/nowhere/k6';
    await expect(machine.obtain('k6')).rejects.toMatchObject({
      code: 'EVK_TOOL_UNUSABLE',
      message: 'EVENKEEL_K6 is "/nowhere/k6", which is not an executable file. Name another program, or unset it.',
    });
  });

  itOnLinux('says why each way was closed, and the three that help', async () => {
    await expect(machine.obtain('k6')).rejects.toMatchObject({
      code: 'EVK_TOOL_MISSING',
      message: `k6 is missing, and can't be obtained here.
  - building it with Go: there is no Go toolchain on PATH
  - copying it out of a Docker image: there is no docker on PATH
Any one of these helps; then run this again:
  - install k6 1.0 or newer so that it is on PATH, or set EVENKEEL_K6 to the program;
  - install Go 1.25 or newer: k6 is then built from loadtests/k6/go.mod;
  - start a Docker engine: k6 is then copied out of its image.`,
    });
  });

  itOnLinux('tells an engine that does not answer from one that is not there', async () => {
    await machine.program('bin/docker', 'echo "Cannot connect" >&2; exit 1');
    await expect(machine.obtain('prometheus')).rejects.toThrow('no Docker engine answers');
  });
});
