import { MAX_FOREIGN_PER_SECOND } from './run/target.ts';

export const help = `Drives k6 at the gateway, which calls the mock server through the toolkit, and judges the run.

  npm run load                        the default scenarios
  npm run load -- SCENARIO... [OPTION...]

  --faults NAME       inject a fault for the whole run: it must be seen, so the run must FAIL,
                      with exactly the alert of the objective that the fault breaches firing
  --seed N            default 1; the same seed gives each call the same faults and service times
  --duration S        seconds, for scenarios with a constant rate
  --target URL        send the load there, with no mock server and no gateway of ours; then only
                      k6's numbers are judged. Must be loopback, or allowed by --allow-host
  --allow-host HOST   a host that --target may name; may be given several times. Such a target
                      gets at most ${MAX_FOREIGN_PER_SECOND} calls a second
  --redis WHERE       auto, memory, server, testcontainers or a redis:// URL; default memory.
                      The Nimbus scenarios run one gateway, which shares nothing with others:
                      they use no Redis, whatever this says
  --out DIR           for verdict.json, report.html, junit.xml and logs; default runs/<time>
  --scenarios DIR     a folder with further scenarios: DIR/<name>/plan.ts and script.ts;
                      may be given several times
  --list              the scenarios and faults
  --help              this

k6 and Prometheus are looked for in EVENKEEL_K6 and EVENKEEL_PROMETHEUS, on PATH and in .tools/,
and else built or unpacked into .tools/. Nothing is installed.

Exit codes
  0  PASS          all objectives, gates and alerts are as they must be, and the sources agree
  1  FAIL          an objective was breached, a gate did not hold, or an alert was in the wrong state
  2  INCONCLUSIVE  the run proves nothing: nothing sent, too few samples, an empty metric or panel,
                   sources that disagree, a process that died, an interruption
  3  wrong call    an unknown scenario, a misspelt option or threshold, an unreachable target`;
