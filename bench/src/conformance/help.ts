import { LEAST_CASES } from './verdict.ts';

export const conformanceHelp = `Runs scripted cases on our toolkit and on what else there is, and prints who does what a client of a
throttled API must do. With --mutants it shows that each case sees the bug that it is there for.

  npm run conformance                 every case on every contestant, three rounds
  npm run conformance -- [OPTION...]

  --quick             one round; with --mutants: each bug only against its own case, those known to
                      fail with it, and 8 others
  --case ID           only this case, or with --mutants only its bug; may be given several times
  --contestant NAME   only this contestant; may be given several times
  --why               the reasons of the peers' failures as well; with --mutants: how each bug was seen
  --json FILE         writes the results there, too
  --mutants           plant each case's bug in a process of its own: its case must fail there, and
                      the unrelated cases must pass
  --seed N            chooses the 8 others of --mutants --quick; default 1
  --list              the cases: id, what holds, and where that is written
  --help              this

In the table ✓ is passed, ✗ failed, and – that the contestant has no such part. A case has passed if it
did in every round. The column "trap" has the number of cockatiel's trap that a case is about.

Exit codes
  0  PASS          ours passes every case; without --case and --contestant also: there are at least
                   ${LEAST_CASES} cases, and plain cockatiel fails a case about each of its traps.
                   With --mutants: each bug fails its own case and leaves the unrelated ones alone
  1  FAIL          one of these does not hold
  2  INCONCLUSIVE  it could not be judged: a contestant that cannot be run or passes nothing, a process
                   with a bug that died before it showed anything, an interruption
  3  wrong call    an unknown option, case or contestant, a file that cannot be written`;
