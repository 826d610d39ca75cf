import { Child } from '@evenkeel/tools/child';
import { expect, it } from 'vitest';
import { RawConnection, request } from '../servers/requests.fixture.ts';
import { script, startGateway, startMock } from '../servers/servers.fixture.ts';

const NIMBUS = { NIMBUS_BASE_URL: 'http://127.0.0.1:1', NIMBUS_API_KEY: 'nmb_pro_local' };

it('the gateway stops when whoever started it is gone', async () => {
  await using gateway = await startGateway(NIMBUS);
  gateway.dismiss();
  expect(await gateway.ended).toBe(0);
});

it('the gateway does not start where its environment is wrong, and says what is, without a secret', async () => {
  const env = { ...NIMBUS, EVENKEEL_REDIS_URL: 'http://user:secret@127.0.0.1' };
  const child = new Child(script('examples/gateway/src/main.ts', env));
  expect(await child.ended).toBe(3);
  expect(child.printed).toMatch(/redis.*see --help/);
  expect(child.printed).not.toContain('secret');
});

it('the gateway does not start with an option that is given twice', async () => {
  const child = new Child(script('examples/gateway/src/main.ts', NIMBUS, ['--port', '0', '--port', '1']));
  expect(await child.ended).toBe(3);
  expect(child.printed).toContain('Option --port: give it once; see --help.');
});

it('the gateway does not start with a key that may too little', async () => {
  await using mock = await startMock();
  const env = { NEROX_BASE_URL: mock.url, NEROX_API_KEY: 'nrx_unknown', NIMBUS_API_KEY: '', NEURA_API_KEY: '' };
  const child = new Child(script('examples/gateway/src/main.ts', env, ['--port', '0']));
  expect(await child.ended).toBe(1);
  expect(child.printed).toContain('401');
  expect(child.printed).not.toContain('nrx_unknown');
});

it('the gateway ends requests that do not arrive, by their headers or their bodies', async () => {
  await using gateway = await startGateway({ ...NIMBUS, REQUEST_TIMEOUT_MS: '300' });
  const body = request('/nimbus/infer', '{"prompt":', 1_000);
  const half = Array.from({ length: 500 }, (_, at) => (at % 2 === 0 ? body : body.slice(0, 40)));
  const connections = await Promise.all(half.map((text) => new RawConnection(gateway.url).write(text)));
  const heard = await Promise.all(connections.map(({ closed }) => closed));
  expect(heard.filter((text) => !text.startsWith('HTTP/1.1 408 '))).toEqual([]);
});
