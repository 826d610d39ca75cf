import { temporaryFolder } from '@evenkeel/tools/child';
import { orAborted } from '@evenkeel/tools/command-line';
import type { ExperimentContext, ExperimentRequest, Outcome } from '../../experiment.ts';
import { semanticsLines, semanticsVerdict } from '../report.ts';
import { bundlePage } from './bundle-page.ts';
import { findChromium, startChromium, versionOf } from './chromium.ts';
import { holdInPage, type PageRunner, plantInPage } from './hold-in-page.ts';
import type { PageGroup } from './page-case.ts';
import { pageBugLines, pageBugsFigure, pageBugsVerdict, pageFigure } from './page-report.ts';
import { PageStage } from './page-stage.ts';

const LIMIT_MS = 20_000;
/** Bugs make many cases hang: each waits for this. */
const PAGE_BUG_LIMIT_MS = 5_000;
const ROUNDS = { quick: 1, full: 3 };
const SUBJECT = 'createFetch()';

/**
 * Runs cases in a page of headless Chromium.
 *
 * @throws HarnessFault where there is no Chromium, or it dies or hangs
 */
export async function runInChromium(
  groups: readonly PageGroup[],
  { quick, own }: ExperimentRequest,
  { signal, show }: ExperimentContext,
): Promise<Outcome> {
  const path = await findChromium(process.env);
  const browser = `Chromium ${await versionOf(path, signal)}`;
  await using profile = await temporaryFolder('chromium');
  await using stage = await PageStage.open(await bundlePage());
  await using chromium = startChromium(path, { url: stage.url, profile: profile.path, signal });
  const died = chromium.deathIsFault();
  died.catch(() => {});
  const page: PageRunner = { run: (...asked) => orAborted(Promise.race([stage.run(...asked), died]), signal) };
  const onProgress = (done: number): void => show(`fetch-semantics: ${done} cases in ${browser}`);
  if (own.bugs === true) {
    const sightings = await plantInPage(page, groups, { limitMs: PAGE_BUG_LIMIT_MS, signal, onProgress });
    return {
      verdict: pageBugsVerdict(sightings),
      lines: [...pageBugLines(sightings), pageBugsFigure(sightings, browser)],
      json: { browser, sightings },
    };
  }
  const rounds = quick ? ROUNDS.quick : ROUNDS.full;
  const results = await holdInPage(page, groups, { rounds, limitMs: LIMIT_MS, signal, onProgress });
  return {
    verdict: semanticsVerdict(results),
    lines: [...semanticsLines(results), pageFigure(results, SUBJECT, browser)],
    json: { browser, cases: results.map(({ topic, tested, ruling }) => ({ topic, name: tested.name, ...ruling })) },
  };
}
