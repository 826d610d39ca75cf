import { circuitBreaker, handleAll } from 'cockatiel';
import { describe, expect, it } from 'vitest';
import { OptionError } from '../../errors/errors.ts';
import { FakeClock } from '../../testing/index.ts';
import { type OpossumBreakerOptions, opossumBreaker } from './breaker-presets.ts';
import { CircuitBreaker, type CircuitStateName } from './circuit-breaker.ts';
import type { BreakerPermit } from './circuit-core.ts';

/**
 * Plays a script. `(`: a call starts. `.`: the oldest call under way succeeds. `x`: that one fails. `!`: a call is
 * refused. A number lets so many seconds pass. Returns the states that the circuit went through.
 */
async function play(script: string, options: OpossumBreakerOptions = {}): Promise<CircuitStateName[]> {
  const clock = new FakeClock(0);
  const states: CircuitStateName[] = ['closed'];
  const onChange = (_from: CircuitStateName, to: CircuitStateName) => states.push(to);
  const circuit = new CircuitBreaker({ ...opossumBreaker({ ...options, clock }), onChange });
  const underWay: BreakerPermit[] = [];
  for (const [step] of script.matchAll(/\d+|\S/g)) {
    if (step === '(') underWay.push(circuit.admit());
    else if (step === '!') expect(() => circuit.admit()).toThrow(expect.objectContaining({ code: 'EVK_CIRCUIT_OPEN' }));
    else if (step === '.' || step === 'x') {
      circuit.settle(underWay.shift() as BreakerPermit, step === 'x' ? 'failure' : 'success');
    } else await clock.advance(Number(step) * 1_000);
  }
  return states;
}

const [opens, reopens] = [
  ['closed', 'open'],
  ['closed', 'open', 'half-open', 'open'],
];

describe('opossumBreaker', () => {
  it.each([
    { rule: 'the first failure opens, since volumeThreshold is 0', script: '(x', states: opens },
    { rule: 'exactly 50 % stays closed', script: '(.(x', states: ['closed'] },
    { rule: 'above 50 % opens', script: '(.(x(x', states: opens },
    { rule: 'a call under way counts as a fire', script: '((x', states: ['closed'] },
    { rule: 'calls under way count until they have failed, too', script: '(((xxx', states: opens },
    { rule: 'below volumeThreshold it stays closed', script: '(x(x', volumeThreshold: 3, states: ['closed'] },
    { rule: 'at volumeThreshold it opens', script: '(x(x(x', volumeThreshold: 3, states: opens },
    { rule: 'calls under way count for volumeThreshold', script: '(x((x', volumeThreshold: 3, states: opens },
    { rule: 'a success opens nothing', script: '(x(x(.', volumeThreshold: 3, states: ['closed'] },
    { rule: 'fires of 9 s ago count', script: '(.(. 9 (x', states: ['closed'] },
    { rule: 'fires of 10 s ago are forgotten', script: '(.(. 10 (x', states: opens },
    { rule: 'a failure whose fire is forgotten opens', script: '( 10 x', states: opens },
    { rule: 'it refuses for 30 s', script: '(x 29 ! 1 (', states: ['closed', 'open', 'half-open'] },
    {
      rule: 'half-open, others than the one trial are refused',
      script: '(x 30 (!!',
      states: ['closed', 'open', 'half-open'],
    },
    { rule: 'half-open, a success closes', script: '(x 30 (.', states: ['closed', 'open', 'half-open', 'closed'] },
    { rule: 'half-open, a failure reopens', script: '(x 30 (x', states: reopens },
    { rule: 'half-open, volumeThreshold does not matter', script: '(x(x 30 (x', volumeThreshold: 2, states: reopens },
    { rule: 'half-open, the share does not matter', script: '(x 29 !!!! 1 (x', states: reopens },
    {
      rule: 'the counts are not reset when it closes',
      script: '(x(x 1 (. (x',
      volumeThreshold: 2,
      resetTimeout: 1_000,
      states: ['closed', 'open', 'half-open', 'closed', 'open'],
    },
    {
      rule: 'a refused call counts as a fire',
      script: '(x(x !!! 1 (. (x',
      volumeThreshold: 2,
      resetTimeout: 1_000,
      states: ['closed', 'open', 'half-open', 'closed'],
    },
    {
      rule: 'errorThresholdPercentage is above, not at',
      script: '(.(.(.(x',
      errorThresholdPercentage: 25,
      states: ['closed'],
    },
    { rule: 'errorThresholdPercentage can be another', script: '(.(.(x', errorThresholdPercentage: 25, states: opens },
    {
      rule: 'the window can be another',
      script: '(. 2 (x',
      rollingCountTimeout: 2_000,
      rollingCountBuckets: 2,
      states: opens,
    },
  ])('$rule: $script', async ({ script, states, rule: _rule, ...options }) => {
    expect(await play(script, options)).toEqual(states);
  });

  it.each<OpossumBreakerOptions>([
    { rollingCountTimeout: 0 },
    { rollingCountBuckets: 0.5 },
    { errorThresholdPercentage: 101 },
    { errorThresholdPercentage: Number.NaN },
    { volumeThreshold: -1 },
  ])('refuses %o, naming it', (options) => {
    const [option] = Object.keys(options);
    expect(() => opossumBreaker(options)).toThrow(expect.objectContaining({ option }));
  });

  it('refuses a resetTimeout of 0, as the circuit breaker does', () => {
    expect(() => new CircuitBreaker(opossumBreaker({ resetTimeout: 0 }))).toThrow(OptionError);
  });

  it("in cockatiel's own policy counts a fire when it ends", async () => {
    const { breaker } = opossumBreaker({ clock: new FakeClock() });
    const policy = circuitBreaker(handleAll, { breaker, halfOpenAfter: 30_000 });
    const down = () => Promise.reject(new Error('down'));
    await policy.execute(() => 'done');
    await expect(policy.execute(down)).rejects.toThrow('down');
    expect(await policy.execute(() => 'done')).toBe('done');
    for (let at = 0; at < 2; at += 1) await expect(policy.execute(down)).rejects.toThrow('down');
    await expect(policy.execute(down)).rejects.toMatchObject({ isBrokenCircuitError: true });
  });
});
