import { freePort, type ProcessGroup } from '@evenkeel/tools/child';
import { k6Snapshot } from '../k6/rest.ts';
import { sendLoad } from '../k6/send.ts';
import { watchHost } from '../machine/host-use.ts';
import { witnesses } from '../machine/witnesses.ts';
import type { ReadyScript, Run } from '../request/run.ts';
import type { Target } from '../request/target.ts';
import { type Evidence, noEvidence } from '../shared/evidence.ts';

/** Sends the load to somebody else's target. Without our own mock server and Prometheus, only k6 has numbers. */
export async function atTarget(run: Run, script: ReadyScript, target: Target, group: ProcessGroup): Promise<Evidence> {
  const { name, contract, tier, plan } = run.request.scenario;
  const { signal } = group;
  const errors = contract.objectives.find(
    (objective) => objective.sli === 'errors' && plan.objectives.includes(objective.name),
  );
  const port = await freePort();
  const look = () => k6Snapshot(port, errors?.name ?? null, signal);
  const hostUse = watchHost();
  const seenByK6 = await sendLoad(run, script, { target, port, look, signal }).finally(() => hostUse());
  return {
    ...noEvidence({ scenario: name, contract, tier, fault: null }),
    ...seenByK6,
    witnesses: witnesses(hostUse(), seenByK6.readings),
  };
}
