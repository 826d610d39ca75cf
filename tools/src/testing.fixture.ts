/** Helpers for tests that need what a newcomer's machine may lack. */
export { type Answer, skipUnless } from './command-line/skip-unless.fixture.ts';
export { type Need, need } from './redis/need.fixture.ts';
