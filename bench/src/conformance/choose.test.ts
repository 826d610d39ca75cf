import { WrongCall } from '@evenkeel/tools/command-line';
import { describe, expect, it } from 'vitest';
import { chooseCases, chooseContestants } from './choose.ts';
import { caseOf, contestantOf } from './run.fixture.ts';

const cases = ['retry-after-seconds', 'retry-after-date', 'late-failure'].map((id) => caseOf(id));
const contestants = ['evenkeel', 'undici RetryAgent'].map((name) => contestantOf(name));

describe('chooseCases', () => {
  it('takes all where none is named', () => {
    expect(chooseCases(cases, [])).toBe(cases);
  });

  it('takes the named ones in the order of the table', () => {
    const chosen = chooseCases(cases, ['late-failure', 'retry-after-seconds']);
    expect(chosen.map(({ id }) => id)).toEqual(['retry-after-seconds', 'late-failure']);
  });

  it.each([
    [
      'retry-after-dates',
      '--case: there is no case "retry-after-dates". Did you mean "retry-after-date"? --list shows all.',
    ],
    ['quux', '--case: there is no case "quux". --list shows all.'],
  ])('refuses %s', (id, message) => {
    expect(() => chooseCases(cases, ['late-failure', id])).toThrow(new WrongCall(message));
  });
});

describe('chooseContestants', () => {
  it('takes the named ones', () => {
    expect(chooseContestants(contestants, [])).toBe(contestants);
    expect(chooseContestants(contestants, ['undici RetryAgent'])).toEqual([contestants[1]]);
  });

  it.each([
    ['evenkeal', '--contestant: "evenkeal" is none of "evenkeel", "undici RetryAgent". Did you mean "evenkeel"?'],
    ['undici', '--contestant: "undici" is none of "evenkeel", "undici RetryAgent".'],
  ])('refuses %s', (name, message) => {
    expect(() => chooseContestants(contestants, [name])).toThrow(new WrongCall(message));
  });
});
