import { describe, expect, it } from 'vitest';
import { matrix, routeOf, setUpNerox } from './client.fixture.ts';
import type { Submission, SubmissionLog } from './submission-log.ts';

const problem = { distanceMatrix: matrix } as const;

/** A log in memory, which outlives the clients of a test. */
class MemoryLog implements SubmissionLog {
  readonly left = new Map<string, Submission>();
  fails = false;

  async submitting(entry: Submission): Promise<void> {
    if (this.fails) throw new Error('disk full');
    this.left.set(entry.idempotencyKey, entry);
  }

  async ended(idempotencyKey: string): Promise<void> {
    if (this.fails) throw new Error('disk full');
    this.left.delete(idempotencyKey);
  }

  async pending(): Promise<Submission[]> {
    return [...this.left.values()];
  }
}

function withLog(endsAfterMs = 10_000) {
  const submissions = new MemoryLog();
  return { ...setUpNerox({ queuedMs: 0, endsAfterMs }, { submissions }), log: submissions };
}

describe('a submission', () => {
  it('is logged before it is sent, and until its job has ended', async () => {
    const s = withLog();
    s.nerox.instead = (request) => {
      if (routeOf(request).startsWith('POST')) expect(s.log.left.has('mine')).toBe(true);
      return undefined;
    };
    const job = await s.clock.runUntil(s.client.optimize.tsp(problem, { idempotencyKey: 'mine' }));
    expect([...s.log.left.values()]).toEqual([{ idempotencyKey: 'mine', problemType: 'tsp' }]);
    await s.clock.runUntil(job.wait());
    expect(s.log.left.size).toBe(0);
  });

  it('is not sent where it cannot be logged', async () => {
    const s = withLog();
    s.log.fails = true;
    await expect(s.clock.runUntil(s.client.optimize.tsp(problem))).rejects.toMatchObject({
      code: 'EVK_SUBMISSION_UNLOGGED',
      outcome: 'rejected',
      cause: { message: 'disk full' },
    });
    expect(s.transport.sent).toEqual([]);
  });

  it('is nothing to be looked for where the API refused it', async () => {
    const s = withLog();
    s.nerox.instead = () => 400;
    await expect(s.clock.runUntil(s.client.optimize.tsp(problem))).rejects.toMatchObject({ status: 400 });
    expect(s.log.left.size).toBe(0);
  });

  it('stays logged while nobody knows whether it arrived', async () => {
    const s = withLog();
    s.nerox.instead = () => ({ error: new Error('reset') });
    await expect(s.clock.runUntil(s.client.optimize.tsp(problem))).rejects.toMatchObject({ code: 'EVK_NETWORK' });
    await s.clock.advance(100_000);
    expect(s.log.left.size).toBe(1);
    s.nerox.instead = () => undefined;
    await s.clock.advance(100_000);
    expect(s.log.left.size).toBe(0);
  });

  it('whose end cannot be logged ends all the same', async () => {
    const s = withLog();
    const job = await s.clock.runUntil(s.client.optimize.tsp(problem));
    s.log.fails = true;
    await s.clock.runUntil(job.wait());
    await s.clock.runUntil(s.client.close());
  });

  it('stays logged where the job is left running', async () => {
    const s = withLog();
    await s.clock.runUntil(s.client.optimize.tsp(problem));
    s.nerox.instead = () => ({ error: new Error('ECONNREFUSED') });
    await s.clock.runUntil(s.client.close({ signal: AbortSignal.abort() }));
    expect(s.log.left.size).toBe(1);
  });
});

describe('recover', () => {
  /** What a client that died leaves behind: jobs that run, one that has ended, one that was never sent. */
  async function left() {
    const s = withLog(20_000);
    const { client } = s.another({ submissions: s.log });
    for (const idempotencyKey of ['ended', 'runs', 'runs, too'].map((key) => key.replaceAll(/\W+/g, '-'))) {
      await s.clock.runUntil(client.optimize.tsp(problem, { idempotencyKey }));
    }
    s.nerox.cancel('job_1');
    await s.clock.advance(1_000);
    s.log.left.set('ended', { idempotencyKey: 'ended', problemType: 'tsp' });
    s.log.left.set('unsent', { idempotencyKey: 'unsent', problemType: 'tsp' });
    s.transport.sent.length = 0;
    return s;
  }

  it('adopts what runs, and says what never arrived', async () => {
    const s = await left();
    const recovered = await s.clock.runUntil(s.client.recover({ action: 'adopt' }));
    expect(recovered).toMatchObject({
      adopted: [{ id: 'job_2' }, { id: 'job_3' }],
      ended: [{ id: 'job_1' }],
      neverArrived: [{ idempotencyKey: 'unsent', problemType: 'tsp' }],
      failed: [],
    });
    await s.clock.runUntil(Promise.all(recovered.adopted.map((job) => job.wait())));
    expect([...s.log.left.keys()]).toEqual(['unsent']);
    await s.clock.runUntil(s.client.optimize.tsp(problem, { idempotencyKey: 'unsent' }).then((job) => job.wait()));
    expect(s.log.left.size).toBe(0);
    expect(s.nerox.jobs.size).toBe(4);
    expect(s.recorder.ofType('job-ended').map(({ jobId, outcome }) => `${jobId} ${outcome}`)).toEqual([
      'job_1 cancelled',
      'job_2 ok',
      'job_3 ok',
      'job_4 ok',
    ]);
  });

  it('cancels what runs', async () => {
    const s = await left();
    const { adopted, ended } = await s.clock.runUntil(s.client.recover({ action: 'cancel' }));
    expect([adopted, ended.map(({ id }) => id).toSorted()]).toEqual([[], ['job_1', 'job_2', 'job_3']]);
    expect(s.nerox.snapshot('job_2').status).toBe('cancelled');
    expect([...s.log.left.keys()]).toEqual(['unsent']);
  });

  it('says what it could not ask for, which stays in the log', async () => {
    const s = await left();
    s.nerox.instead = (request) => (request.url.includes('idempotency_key=runs') ? 503 : undefined);
    const { failed, adopted, neverArrived } = await s.clock.runUntil(s.client.recover({ action: 'adopt' }));
    expect(failed).toMatchObject([
      { submission: { idempotencyKey: 'runs' }, error: { status: 503 } },
      { submission: { idempotencyKey: 'runs-too' }, error: { status: 503 } },
    ]);
    expect([adopted.length, neverArrived.length]).toEqual([0, 1]);
    expect(s.log.left.has('runs')).toBe(true);
  });

  it('leaves alone what this client has submitted itself', async () => {
    const s = withLog();
    await s.clock.runUntil(s.client.optimize.tsp(problem, { idempotencyKey: 'mine' }));
    const recovered = await s.clock.runUntil(s.client.recover({ action: 'cancel' }));
    expect(recovered).toEqual({ adopted: [], ended: [], neverArrived: [], failed: [] });
    expect(s.nerox.snapshot('job_1').status).toBe('running');
  });

  it('leaves alone what is submitted while it looks, and passes on what is wrong with the log', async () => {
    const s = withLog();
    s.log.left.set('mine', { idempotencyKey: 'mine', problemType: 'tsp' });
    const recovering = s.client.recover({ action: 'cancel', signal: new AbortController().signal });
    await Promise.resolve();
    const job = s.client.optimize.tsp(problem, { idempotencyKey: 'mine' });
    expect(await s.clock.runUntil(recovering)).toEqual({ adopted: [], ended: [], neverArrived: [], failed: [] });
    expect(await s.clock.runUntil(job)).toMatchObject({ ended: false });
    s.log.pending = () => Promise.reject(new Error('gone'));
    await expect(s.client.recover({ action: 'adopt' })).rejects.toThrow('gone');
    s.log.pending = async () => [{ idempotencyKey: 'with space', problemType: 'tsp' }, null as never];
    await expect(s.clock.runUntil(s.client.recover({ action: 'adopt' }))).rejects.toThrow(TypeError);
  });

  it('needs a log', async () => {
    await expect(setUpNerox().client.recover({ action: 'adopt' })).rejects.toMatchObject({ option: 'submissions' });
  });
});
