import { WrongCall } from '@evenkeel/tools/command-line';
import type { Experiment, ExperimentContext, ExperimentRequest, Outcome } from '../experiment.ts';
import { policiesThatAct } from './acting.ts';
import { FETCH_UNDER_TEST, PLAIN_FETCH } from './fetches.ts';
import { plantedFetches } from './planted.ts';
import { type PlayedFile, playAll } from './play-all.ts';
import { readTests, type TestsFound } from './read-tests.ts';
import { type FileRuling, ruleOnFile } from './rule-on-file.ts';
import { fetchUnderTest } from './subject.ts';
import { startTestServer } from './test-server.ts';
import {
  rulingFigure,
  rulingLines,
  rulingVerdict,
  type SeenBug,
  seenBugLines,
  seenBugsFigure,
  seenBugsVerdict,
  skippedLines,
} from './wpt-report.ts';

/** The tests' own limits, and a half more: whoever tries again needs longer. */
const LIMITS = { limitMs: 15_000, longLimitMs: 90_000 };
/** Many bugs make a file hang. */
const BUG_LIMITS = { limitMs: 10_000, longLimitMs: 10_000 };
const ROUNDS = { quick: 1, full: 3 };

/** README.md says how. */
export const webPlatformTests: Experiment = {
  name: 'web-platform-tests',
  title: `what of web-platform-tests for fetch passes with plain fetch passes with ${fetchUnderTest.name}`,
  onlyByName: true,
  options: {
    tests: { value: 'DIR', what: 'a checkout of web-platform-tests' },
    python: { value: 'FILE', what: 'a Python that has wptserve, where the checkout has none; default python3' },
    files: { value: 'TEXT', what: 'only files that have this in their paths' },
    bugs: { what: 'plants bugs, and shows which subtests see them' },
  },
  async run(request, context) {
    const { tests, python = 'python3', files = '', bugs } = request.own;
    if (typeof tests !== 'string')
      throw new WrongCall('--tests: none is given; name a checkout of web-platform-tests.');
    const found = await readTests(tests, String(files));
    const { signal } = context;
    const server = await startTestServer({ root: tests, python: String(python), signal });
    try {
      return await (bugs === true ? bugRun : plainRun)(found, server.origin, request, context);
    } finally {
      await server.close();
    }
  },
};

type Running = (
  found: TestsFound,
  origin: string,
  request: ExperimentRequest,
  context: ExperimentContext,
) => Promise<Outcome>;

const plainRun: Running = async ({ run, skipped, digest }, origin, { quick }, { signal, show }) => {
  const rounds = quick ? ROUNDS.quick : ROUNDS.full;
  const played = await playAll(run, [PLAIN_FETCH, FETCH_UNDER_TEST], {
    ...{ origin, rounds, signal, ...LIMITS },
    onProgress: (done) => show(`web-platform-tests: ${done} of ${run.length} files`),
  });
  const rulings = played.map((file) => rulingOf(file, FETCH_UNDER_TEST));
  return {
    verdict: rulingVerdict(rulings),
    lines: [
      ...rulingLines(rulings),
      ...skippedLines(skipped),
      `the tests: ${run.length} files, ${digest}`,
      rulingFigure(rulings, fetchUnderTest.name),
    ],
    json: {
      ...{ subject: fetchUnderTest.name, node: process.version, digest, rounds },
      passing: rulings.filter(({ passes }) => passes).map(({ path }) => path),
      ...{ files: rulings, skipped },
    },
  };
};

const bugRun: Running = async ({ run }, origin, _, { signal, show }) => {
  const seen: SeenBug[] = [];
  for (const [bug, { folder }] of Object.entries(plantedFetches)) {
    const pages = run.filter(({ path }) => path.startsWith(folder));
    const played = await playAll(pages, [PLAIN_FETCH, bug], {
      ...{ origin, rounds: 1, signal, ...BUG_LIMITS },
      onProgress: (done) => show(`web-platform-tests: ${bug}, ${done} of ${pages.length} files`),
    });
    const seenBy = played
      .map((file) => rulingOf(file, bug))
      .flatMap(({ path, differ }) => differ.map(({ name }) => `${path}: ${name}`));
    seen.push({ bug, folder, files: pages.length, seenBy });
  }
  return {
    verdict: seenBugsVerdict(seen),
    lines: [...seenBugLines(seen), '', seenBugsFigure(seen)],
    json: { bugs: seen },
  };
};

function rulingOf({ page, runs }: PlayedFile, beside: string): FileRuling {
  const { path, variant } = page;
  const acting = beside === FETCH_UNDER_TEST ? policiesThatAct[path] : undefined;
  return ruleOnFile(path + variant, runs.get(PLAIN_FETCH) ?? [], runs.get(beside) ?? [], acting);
}
