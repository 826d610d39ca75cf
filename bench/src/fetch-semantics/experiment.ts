import { HarnessFault, WrongCall } from '@evenkeel/tools/command-line';
import type { Experiment, ExperimentContext, ExperimentRequest, Outcome } from '../experiment.ts';
import { pageGroups } from './browser/cases.ts';
import { runInChromium } from './browser/in-chromium.ts';
import type { FetchGroup } from './fetch-case.ts';
import { loadGroups } from './groups.ts';
import { holdBeside } from './hold-beside.ts';
import { plantBugs } from './plant-bugs.ts';
import { bugLines, bugsFigure, bugsVerdict, semanticsFigure, semanticsLines, semanticsVerdict } from './report.ts';
import { openSockets, socketsLeft } from './sockets.ts';
import { subject } from './subject.ts';
import { whileTakingErrors } from './untaken.ts';

const LIMIT_MS = 10_000;
/** Bugs make many cases hang: each waits for this. */
const BUG_LIMIT_MS = 4_000;
const ROUNDS = { quick: 1, full: 3 };

export const fetchSemantics: Experiment = {
  name: 'fetch-semantics',
  title: `whatever is called in place of fetch shows its callers and their servers the same: ${subject.name}`,
  options: {
    browser: { what: 'runs cases of its own in a page of headless Chromium, of EVENKEEL_CHROMIUM or from PATH' },
    bugs: { what: 'plants bugs, and shows which cases see them; with --quick each case has its own bug only' },
    cases: { value: 'TEXT', what: 'only cases that have this in their names' },
  },
  async run(request, context) {
    const { bugs, browser, cases: part = '' } = request.own;
    const groups = await loadGroups();
    const run = async (): Promise<Outcome> => {
      if (browser === true) return runInChromium(choose(pageGroups, String(part)), request, context);
      return (bugs === true ? bugRun : plainRun)(choose(groups, String(part)), request, context);
    };
    const lost: unknown[] = [];
    const before = openSockets();
    const outcome = await whileTakingErrors((error) => lost.push(error), run);
    const left = await socketsLeft(before);
    if (left > 0) throw new HarnessFault(`${left} sockets are open after the last case.`);
    if (lost.length > 0) throw new HarnessFault(`Errors came from no case: ${lost.map(String).join('; ')}.`);
    return outcome;
  },
};

function choose<C extends { name: string }>(
  groups: readonly { topic: string; cases: readonly C[] }[],
  part: string,
): { topic: string; cases: readonly C[] }[] {
  const chosen = groups.map(({ topic, cases }) => ({ topic, cases: cases.filter(({ name }) => name.includes(part)) }));
  const some = chosen.filter(({ cases }) => cases.length > 0);
  if (some.length === 0) throw new WrongCall(`--cases: no case has "${part}" in its name.`);
  return some;
}

type Running = (groups: FetchGroup[], request: ExperimentRequest, context: ExperimentContext) => Promise<Outcome>;

const plainRun: Running = async (groups, { quick }, { signal, show }) => {
  const results = await holdBeside(subject, groups, {
    rounds: quick ? ROUNDS.quick : ROUNDS.full,
    limitMs: LIMIT_MS,
    signal,
    onProgress: (done) => show(`fetch-semantics: ${done} cases`),
  });
  return {
    verdict: semanticsVerdict(results),
    lines: [...semanticsLines(results), semanticsFigure(results, subject.name)],
    json: {
      subject: subject.name,
      cases: results.map(({ topic, tested, ruling, plain }) => ({ topic, name: tested.name, ...ruling, plain })),
    },
  };
};

const bugRun: Running = async (groups, { quick }, { signal, show }) => {
  const cases = groups.flatMap((group) => group.cases);
  const sightings = await plantBugs(cases, {
    ownOnly: quick,
    limitMs: BUG_LIMIT_MS,
    signal,
    onProgress: (done, of) => show(`fetch-semantics: ${done} of ${of} runs with a bug`),
  });
  return {
    verdict: bugsVerdict(sightings),
    lines: [...bugLines(sightings), bugsFigure(sightings)],
    json: { sightings },
  };
};
