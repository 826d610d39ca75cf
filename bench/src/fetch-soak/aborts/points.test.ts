import { expect, it } from 'vitest';
import { abortPoints } from './points.ts';

it('are at least thirty, each with a name and what holds the call there', () => {
  expect(abortPoints.length).toBeGreaterThanOrEqual(30);
  expect(new Set(abortPoints.map(({ name }) => name)).size).toBe(abortPoints.length);
  for (const { name, held } of abortPoints) {
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(held).toMatch(/^(?:behind|before|in|while|when|right|after|with) .*[^.]$/);
  }
});
