import { MAX_FOREIGN_PER_SECOND } from '../request/target.ts';
import { peerNames } from '../shared/fleet-names.ts';

export const help = `Drives k6 at the gateway, which calls the mock server through the toolkit, and judges the run.
A fleet is Node.js processes of our own that call the mock server themselves.

  npm run load                        the default scenarios
  npm run load -- SCENARIO... [OPTION...]

  --faults NAME       inject a fault for the whole run: it must be seen, so the run must FAIL,
                      with exactly the alert of the objective that the fault breaches firing.
                      The mock server's own faults go by their names, too, as they are by default:
                      nothing is foreseen of them, and their runs are judged as any other
  --seed N            default 1; the same seed gives each call the same faults and service times
  --duration S        seconds, for scenarios with a constant rate and for fleets
  --target URL        send the load there, with no mock server and no gateway of ours; then only
                      k6's numbers are judged. Must be loopback, or allowed by --allow-host
  --allow-host HOST   a host that --target may name; may be given several times. Such a target
                      gets at most ${MAX_FOREIGN_PER_SECOND} calls a second
  --redis WHERE       where a fleet's Redis comes from; default auto, and what is found is said.
                      auto            the URL in EVENKEEL_REDIS_URL, else as testcontainers where a
                                      Docker engine answers, else as server, else memory
                      server          a redis-server from PATH, started for the run
                      testcontainers  a container, started for the run
                      redis://...     one that runs
                      memory          none: a wrong call for several processes
                      Other scenarios run one gateway, which shares nothing: they use none

Fleets only
  --processes N       1 to 64; default 8
  --uneven            the first process has 70 % of the work
  --skew              the processes' clocks are wrong by 10 s, by turns ahead and behind
  --chaos NAME        store-restart  the coordinator's Redis is stopped for 5 s, and comes back empty
                      kill           a process is killed by SIGKILL
                      freeze         a process is stopped by SIGSTOP for 10 s, and continued
                      all            one after the other
  --uncoordinated     each process as if it were alone, to see what that costs: INCONCLUSIVE unless
                      the server punishes it
  --peer NAME         ${peerNames.join(', ')}: the same numbers of a peer, of which nothing is demanded

Any
  --out DIR           for verdict.json, report.html, junit.xml and logs; default runs/<time>
  --scenarios DIR     a folder with further scenarios: DIR/<name>/plan.ts and script.ts;
                      may be given several times
  --list              the scenarios and faults
  --help              this

k6 and Prometheus are looked for in EVENKEEL_K6 and EVENKEEL_PROMETHEUS, on PATH and in .tools/,
and else built or unpacked into .tools/. Nothing is installed.

Exit codes
  0  PASS          all objectives, assertions and alerts are as they must be, and the sources agree
  1  FAIL          an objective was breached, an assertion did not hold, or an alert was in the wrong state
  2  INCONCLUSIVE  the run proves nothing: nothing sent, too few samples, an empty metric or panel,
                   sources that disagree, a process that died, an interruption
  3  wrong call    an unknown scenario, a misspelt option or threshold, an unreachable target`;
