import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contracts } from '@evenkeel/toolkit/providers';
import { prometheusImage } from '@evenkeel/tools/programs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from './files.fixture.ts';

interface Service {
  image?: string;
  build?: { target: string };
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  healthcheck?: { test: string[] };
}

let services: Record<string, Service>;
let volumes: Record<string, unknown>;
let dockerfile: string;
beforeAll(async () => {
  const compose = await readFile(join(root, 'docker-compose.yml'), 'utf8');
  ({ services, volumes } = parse(compose) as { services: typeof services; volumes: typeof volumes });
  dockerfile = await readFile(join(root, 'Dockerfile'), 'utf8');
});

const each = <T>(pick: (service: Service) => T[]): [string, T][] =>
  Object.entries(services).flatMap(([name, service]) => pick(service).map((value): [string, T] => [name, value]));

describe('docker-compose.yml', () => {
  it('holds the whole stack', () => {
    expect(Object.keys(services).sort()).toEqual([
      'alertmanager',
      'gateway',
      'grafana',
      'mock-server',
      'prometheus',
      'redis',
    ]);
  });

  it('has a gateway that calls every API', () => {
    const set = Object.keys(services.gateway?.environment ?? {});
    expect(set).toEqual(expect.arrayContaining(contracts.map(({ authentication }) => authentication?.keyEnv)));
  });

  it('has a gateway whose jobs outlive its container, in a folder that it may write to', () => {
    const file = services.gateway?.environment?.NEROX_SUBMISSIONS ?? '';
    const [volume = '', folder = '-'] = services.gateway?.volumes?.[0]?.split(':') ?? [];
    expect(file).toMatch(new RegExp(`^${folder}/[^/]+$`));
    expect(volumes).toHaveProperty([volume]);
    expect(dockerfile).toContain(` --owner node --group node ${folder}\nUSER node\n`);
  });

  it('publishes ports on loopback only', () => {
    const ports = each(({ ports = [] }) => ports);
    expect(ports.length).toBeGreaterThan(0);
    expect(ports.filter(([, port]) => !/^127\.0\.0\.1:\d+:\d+$/.test(port))).toEqual([]);
  });

  it('pins every image', () => {
    const images = [...each(({ image }) => (image === undefined ? [] : [image])).map(([, image]) => image)];
    for (const [, image = ''] of dockerfile.matchAll(/^FROM (\S+:\S+)/gm)) images.push(image);
    expect(images.length).toBeGreaterThan(4);
    expect(images.filter((image) => !/:v?\d+\.\d+\.\d+/.test(image))).toEqual([]);
  });

  it('checks the health of every service', () => {
    expect(Object.keys(services).filter((name) => services[name]?.healthcheck === undefined)).toEqual([]);
  });

  it('builds targets that the Dockerfile has', () => {
    const targets = each(({ build }) => (build === undefined ? [] : [build.target]));
    expect(targets.length).toBeGreaterThan(0);
    expect(targets.filter(([, target]) => !dockerfile.includes(` AS ${target}\n`))).toEqual([]);
  });

  it('mounts nothing that is not there', () => {
    const sources = each(({ volumes = [] }) => volumes).map(([, volume]) => volume.split(':')[0] ?? '');
    expect(sources.filter((source) => source.startsWith('.') && !existsSync(join(root, source)))).toEqual([]);
  });

  it('listens where Prometheus scrapes and sends its alerts', async () => {
    const text = await readFile(join(root, 'dashboards/prometheus.yml'), 'utf8');
    const targets = [...text.matchAll(/["']([\w-]+):(\d+)["']/g)].map(([, name = '', port]) => ({ name, port }));
    expect(targets.length).toBeGreaterThan(2);
    const published = targets.filter(({ name, port }) =>
      services[name]?.ports?.some((each) => each.endsWith(`:${port}`)),
    );
    expect(published).toEqual(targets);
  });

  it('gives the images the manifest of every workspace, as npm ci wants them', async () => {
    const { workspaces } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { workspaces: string[] };
    expect(workspaces.filter((folder) => !dockerfile.includes(`COPY ${folder}/package.json ${folder}/`))).toEqual([]);
  });

  it('runs the Prometheus that the load tests fall back to', () => {
    expect(services.prometheus?.image).toBe(prometheusImage);
  });
});
