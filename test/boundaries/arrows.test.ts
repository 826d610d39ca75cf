import { describe, expect, it } from 'vitest';
import { wrongArrows } from '../../lint/arrows.ts';
import { table } from '../../lint/rooms.ts';
import { caught, later, typeAt, typeOf, use } from './planted.fixture.ts';

describe('an arrow against the table', () => {
  const { policies, telemetry, providers } = table.toolkit?.rooms ?? {};
  it.each<[file: string, source: string, message: string]>([
    ['policies/a.ts', use('../telemetry/names.ts'), `policies/ may not import telemetry/: ${policies?.why}`],
    ['policies/a.ts', typeOf('../http/hint.ts'), 'policies/ may not import http/: '],
    ['policies/a.ts', typeAt('../events.ts'), 'policies/ may not import events.ts: '],
    ['policies/a.ts', later('../providers/index.ts'), 'policies/ may not import providers/: '],
    ['policies/a.ts', use('@evenkeel/toolkit/telemetry'), 'policies/ may not import telemetry/: '],
    ['policies/new/a.ts', use('../../contract/rule.ts'), 'policies/ may not import contract/: '],
    ['http/a.ts', use('../policies/gate.ts'), 'http/ may not import policies/: '],
    ['http/a.ts', use('./node-transport.ts'), 'http/ may not import http/node-*: '],
    ['errors/a.ts', typeOf('../slo/objective.ts'), 'errors/ may not import slo/: '],
    ['slo/a.ts', typeOf('../http/hint.ts'), 'slo/ may not import http/: '],
    ['contract/a.ts', typeOf('../events.ts'), 'contract/ may not import events.ts: '],
    ['admission/a.ts', typeOf('../call/batch.ts'), 'admission/ may not import call/: '],
    ['client/a.ts', use('../providers/index.ts'), 'client/ may not import providers/: '],
    ['coordination/a.ts', use('./redis/index.ts'), 'coordination/ may not import coordination/redis/: '],
    ['telemetry/a.ts', typeOf('../policies/gate.ts'), `telemetry/ may not import policies/: ${telemetry?.why}`],
    ['testing/a.ts', typeOf('../contract/rule.ts'), 'testing/ may not import contract/: '],
    ['index.ts', use('./telemetry/index.ts'), 'index.ts may not import telemetry/: '],
    ['providers/one/profile.ts', use('../../errors/errors.ts'), 'providers/*/profile.ts may not import errors/: '],
    ['providers/one/profile.ts', use('./client.ts'), 'providers/*/profile.ts may not import providers/: '],
    ['providers/one/contract.ts', use('../../errors/errors.ts'), 'providers/*/contract.ts may not import errors/: '],
    ['providers/one/client.ts', use('./profile.ts'), 'providers/ may not import providers/*/profile.ts: '],
    ['providers/one/a.ts', use('../../testing/index.ts'), `providers/ may not import testing/: ${providers?.why}`],
    ['providers/one/a.ts', use('../nimbus/client.ts'), 'one/ may not import nimbus/: '],
    ['policies/a.ts', use('./gate.test.ts'), 'may not import what is for tests: '],
    ['policies/a.ts', use('prom-client'), 'may not import prom-client: only telemetry/ imports it'],
    ['telemetry/a.ts', use('cockatiel'), 'may not import cockatiel: '],
    ['coordination/a.ts', typeOf('ioredis'), 'may not import ioredis: '],
    ['time/a.ts', use('node:timers/promises'), 'may not import node:timers: '],
    ['providers/one/a.ts', later('node:fs'), 'may not import node:fs: '],
    ['policies/a.ts', use('../../../mock-server/src/index.ts'), 'may not reach into mock-server: '],
    ['policies/a.ts', use('@evenkeel/mock-server'), 'toolkit may not import mock-server: '],
    ['attic/a.ts', '', 'stands in no room: '],
  ])('is seen: toolkit/src/%s: %s', (path, source, message) => {
    const file = `toolkit/src/${path}`;
    const lines = caught(wrongArrows, { [file]: `\n${source}` });
    expect(lines).toEqual([expect.stringContaining(message)]);
    expect(lines[0]).toMatch(source === '' ? `${file}:1 ` : `${file}:2 `);
  });

  it.each<[file: string, source: string, message: string]>([
    ['attic/src/a.ts', use('@evenkeel/toolkit'), 'is in no package of lint/rooms.ts'],
    ['examples/attic/a.ts', '', 'is in no package of lint/rooms.ts'],
    ['mock-server/src/server/a.ts', use('@evenkeel/dashboards'), 'mock-server may not import dashboards: '],
    ['mock-server/src/server/a.ts', use('../../../toolkit/src/index.ts'), 'may not reach into toolkit: '],
    ['mock-server/src/server/a.ts', use('../../../toolkit/properties/runs.ts'), 'may not reach into toolkit: '],
    ['mock-server/src/a.test.ts', use('../../toolkit/src/index.ts'), 'may not reach into toolkit: '],
    ['dashboards/src/doc/a.ts', use('@evenkeel/mock-server'), 'dashboards may not import mock-server: '],
    [
      'loadtests/src/cli.ts',
      use('@evenkeel/bench'),
      'loadtests/src/cli.ts:1 imports @evenkeel/bench, which is no public face',
    ],
    ['bench/src/a.ts', use('../../toolkit/src/policies/gate.ts'), 'may not reach into toolkit: '],
    ['bench/src/a.ts', use('@evenkeel/toolkit/src/policies/gate.ts'), 'which is no public face of its package'],
    [
      'bench/src/conformance/a.ts',
      use('../adaptive-ceiling/plan.ts'),
      'conformance/ may not import adaptive-ceiling/: ',
    ],
    ['loadtests/src/shared/a.ts', use('../k6/bundle.ts'), 'src/shared/ may not import src/k6/: '],
    ['loadtests/src/report/a.ts', typeOf('../request/plan.ts'), 'src/report/ may not import src/request/: '],
    [
      'loadtests/scenarios/one/a.ts',
      typeOf('../../src/request/plan.ts'),
      "imports other rooms by the package's name only",
    ],
    ['loadtests/scenarios/one/a.ts', use('../nerox-jobs/problem.ts'), 'one/ may not import nerox-jobs/: '],
    ['loadtests/scenarios/one/a.ts', use('@evenkeel/loadtests/derived'), 'scenarios/ may not import src/derived.ts: '],
    ['loadtests/src/report/a.ts', use('k6/http'), 'may not import k6: it is there inside k6 only'],
    ['bench/src/a.ts', use('./conformance/case.ts'), '*.ts may not import */**: '],
    [
      'mock-server/src/faults/a.ts',
      typeOf('../requests/core.ts'),
      'faults/ may not import requests/: a fault is one file',
    ],
    ['mock-server/src/requests/a.ts', use('../providers/nerox/routes.ts'), 'requests/ may not import providers/: '],
    ['mock-server/src/providers/one/a.ts', use('../nerox/routes.ts'), 'one/ may not import nerox/: '],
    ['tools/src/child/a.ts', use('../programs/index.ts'), 'child/ may not import programs/: '],
    ['dashboards/src/panels/a.ts', use('../rules.ts'), 'panels/ may not import {alert-rule,limit-rules,rules}.ts: '],
    ['examples/gateway/src/a.ts', use('@evenkeel/mock-server'), 'examples/gateway may not import mock-server: '],
    ['test/a.test.ts', use('@evenkeel/example-gateway'), 'test may not import examples/gateway: '],
  ])('is seen across packages: %s: %s', (file, source, message) => {
    expect(caught(wrongArrows, { [file]: source })).toEqual([expect.stringContaining(message)]);
  });

  it.each<[file: string, source: string]>([
    ['toolkit/src/policies/a.ts', use('cockatiel') + use('../time/clock.ts') + typeOf('../errors/errors.ts')],
    ['toolkit/src/policies/deeper/a.ts', use('../gate.ts')],
    ['toolkit/src/policies/a.test.ts', use('vitest') + use('../testing/index.ts') + use('node:fs')],
    ['toolkit/src/policies/a.fixture.ts', use('../telemetry/names.ts')],
    ['toolkit/src/telemetry/a.ts', use('prom-client') + use('../events.ts')],
    ['toolkit/src/http/node-a.ts', use('node:http') + use('./hint.ts')],
    ['toolkit/src/providers/one/file-a.ts', later('node:fs/promises') + use('../../http/node-transport.ts')],
    ['toolkit/src/providers/one/profile.ts', typeOf('../../contract/contract.ts')],
    ['toolkit/src/index.ts', use('./policies/gate.ts') + use('./providers/nimbus/contract.ts')],
    ['bench/src/a.ts', use('@evenkeel/toolkit/testing') + use('@evenkeel/mock-server') + use('opossum')],
    ['mock-server/src/a.test.ts', use('../../toolkit/properties/runs.ts')],
    ['mock-server/src/server/a.ts', use('node:fs') + use('prom-client')],
    ['loadtests/scenarios/one/a.ts', use('k6/http') + use('@evenkeel/loadtests/plan')],
    ['test/a.test.ts', use('../toolkit/src/policies/gate.ts')],
    ['examples/gateway/src/a.test.ts', use('@evenkeel/mock-server')],
  ])('is none of these: %s', (file, source) => {
    expect(caught(wrongArrows, { [file]: source })).toEqual([]);
  });
});
