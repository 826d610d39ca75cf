import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from '@evenkeel/tools/child';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../repository/files.fixture.ts';
import { bareEnv, EmptyFolder, example } from './empty-folder.fixture.ts';
import { keys, TwoApis } from './two-apis.fixture.ts';

/** What the application was written from. */
const pages = ['docs/fetch.md', 'docs/client.md', 'docs/contract.md', 'toolkit/README.md'];

let folder: EmptyFolder;
beforeAll(async () => {
  folder = await EmptyFolder.make();
}, 180_000);
afterAll(() => folder?.[Symbol.asyncDispose]());

describe('the application, in an empty folder with the packed toolkit', () => {
  it('has at most 60 lines of TypeScript, its test included', () => {
    const files = readdirSync(example).filter((name) => name.endsWith('.ts'));
    const lines = files.flatMap((name) => readFileSync(join(example, name), 'utf8').trimEnd().split('\n'));
    expect(files).toEqual(expect.arrayContaining(['app.test.ts', 'app.ts']));
    expect(lines.length).toBeLessThanOrEqual(60);
  });

  it('names the versions that it is tested with', () => {
    expect([...folder.versions.keys()]).toEqual(expect.arrayContaining(['@evenkeel/toolkit', 'openai', 'typescript']));
    for (const [name, { named, there }] of folder.versions) expect(there, name).toBe(named);
  });

  it('type-checks strictly', async () => {
    expect(await folder.complaints()).toEqual([]);
  });

  it('type-checks with the declarations of the toolkit, too', async () => {
    const complaints = await folder.complaints('--skipLibCheck', 'false');
    // Other packages' own are none of ours.
    expect(complaints.filter((line) => !/^(?:\.\.\/|node_modules\/(?!@evenkeel\/)|\s)/.test(line))).toEqual([]);
  });

  it('type-checks together with the examples of the pages that it was written from', async () => {
    const snippets = pages.flatMap((page) =>
      [...readFileSync(join(root, page), 'utf8').matchAll(/^```ts\n(.*?)^```/gms)].map(([, text]) => ({ page, text })),
    );
    expect(new Set(snippets.map(({ page }) => page))).toEqual(new Set(pages));
    for (const [at, { page, text }] of snippets.entries()) {
      // An export makes it a module, whatever else it holds.
      await folder.write(`pages/${page.replaceAll(/\W/g, '-')}-${at}.ts`, `${text}\nexport {};\n`);
    }
    expect(await folder.complaints()).toEqual([]);
  });

  it('passes its own test', async () => {
    const { code, output } = await folder.node('--test', '--test-reporter=tap', 'app.test.ts');
    expect(output).toContain('\n# pass 1\n');
    expect(code).toBe(0);
  });
});

describe('the application, when it runs', () => {
  let started: AsyncDisposableStack;
  beforeEach(() => {
    started = new AsyncDisposableStack();
  });
  afterEach(() => started.disposeAsync());

  async function start(refusals: number) {
    const apis = started.use(await TwoApis.start(refusals));
    const child = started.use(
      new Child({
        name: 'the application',
        command: process.execPath,
        args: ['main.ts'],
        cwd: folder.path,
        env: {
          ...bareEnv,
          PORT: '0',
          WEATHER_URL: `http://${apis.host}`,
          WEATHER_API_KEY: keys.weather,
          OPENAI_BASE_URL: `http://${apis.host}/v1`,
          OPENAI_API_KEY: keys.openai,
        },
      }),
    );
    const url = (): string | undefined => /^http:\S+$/m.exec(child.printed)?.[0];
    await Promise.race([expect.poll(url, { interval: 10 }).toBeDefined(), child.deathIsFault()]);
    const ask = async (path: string) => {
      const response = await fetch(`${url()}${path}`);
      return { status: response.status, text: await response.text() };
    };
    const health = async () => {
      const { status, text } = await ask('/health');
      return { status, body: JSON.parse(text) };
    };
    return { apis, child, ask, health };
  }

  const advice = { status: 200, text: 'You asked: It is 21 degrees in lisbon. What do I wear?' };

  it('answers out of both APIs, asks neither before it may, and counts what it has asked', async () => {
    const { apis, ask } = await start(1);
    expect(await ask('/advice/lisbon')).toEqual(advice);
    expect(apis.journal).toEqual([
      { api: 'weather', status: 429, early: false },
      { api: 'weather', status: 200, early: false },
      { api: 'openai', status: 429, early: false },
      { api: 'openai', status: 200, early: false },
    ]);
    const { text } = await ask('/metrics');
    for (const [provider, operation] of [
      ['weather', 'forecast'],
      [apis.host, 'POST'],
    ]) {
      const call = `provider="${provider}",operation="${operation}"`;
      for (const series of [
        `evenkeel_call_duration_seconds_count{${call},outcome="ok"}`,
        `evenkeel_attempts_total{${call},kind="first",result="throttled"}`,
        `evenkeel_attempts_total{${call},kind="retry",result="ok"}`,
        `evenkeel_rate_limit_hits_total{provider="${provider}",source="upstream"}`,
        `evenkeel_retries_total{provider="${provider}",reason="throttled"}`,
      ]) {
        expect(text).toContain(`\n${series} 1\n`);
      }
    }
    for (const key of Object.values(keys)) expect(text).not.toContain(key);
  });

  it("tells its health in Neura's form, and that it is degraded once the weather's API fails", async () => {
    const { apis, ask, health } = await start(0);
    expect(await ask('/advice/lisbon')).toEqual(advice);
    const healthy = {
      status: 'healthy',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      resilience: {
        'rateLimit_weather:requests': { consumedPoints: 1, remainingPoints: 59, msBeforeNext: 0 },
        'breaker_weather:default': { state: 'closed', openForMs: 0 },
        client_weather: { ceiling: null, inFlight: 0, queued: 0, paused: false },
      },
    };
    expect(await health()).toEqual({ status: 200, body: healthy });
    apis.failWeather();
    const answers = await Promise.all(Array.from({ length: 30 }, () => ask('/advice/lisbon')));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 503));
    for (const { text } of answers) {
      expect(['EVK_CIRCUIT_OPEN', 'EVK_UPSTREAM_ERROR']).toContain(JSON.parse(text).code);
    }
    const { status, body } = await health();
    expect([status, body.status]).toEqual([200, 'degraded']);
    expect(['open', 'half-open']).toContain(body.resilience['breaker_weather:default'].state);
    // OpenAI was asked for the one answer that there was.
    expect(apis.journal.filter(({ api }) => api === 'openai')).toHaveLength(1);
  });

  it('ends by SIGTERM, with connections open on both sides', async () => {
    const { child, ask } = await start(0);
    expect(await ask('/advice/lisbon')).toEqual(advice);
    child.signal('SIGTERM');
    expect(await child.ended, child.tail).toBe(0);
  });
});
