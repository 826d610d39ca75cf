import type { ProviderContract } from '@evenkeel/toolkit/providers';
import { percent, spellCount, spellDuration } from '../format.ts';
import { spellBackoff } from './backoff.ts';
import type { Mark } from './pointer.ts';
import { table } from './table.ts';

/** How the API treats its own upstreams; no section if the contract names none. */
export function backendSection({ backend }: ProviderContract, mark: Mark): string[] {
  if (backend === undefined) return [];
  const { breaker, retries } = backend;
  const inBreaker = (text: string, ...path: string[]) => mark(text, 'backend', 'breaker', ...path);
  const { sizeMs, buckets } = breaker.window;
  return [
    [
      '## Behind the API',
      'What the API does by itself about the upstreams behind it. A client sees only what comes of it; the mock server does the same.',
      table(
        ['Circuit breaker of each upstream', 'Value'],
        [
          ['A call has failed after', inBreaker(spellDuration(breaker.timeoutMs), 'timeoutMs')],
          ['Opens at a failure ratio', inBreaker(`above ${percent(breaker.errorRatio)}`, 'errorRatio')],
          ['Of at least', inBreaker(`${spellCount(breaker.minimumCalls)} calls`, 'minimumCalls')],
          ['In the last', inBreaker(`${spellDuration(sizeMs)}, in ${spellCount(buckets)} buckets`, 'window')],
          ['Stays open for', inBreaker(spellDuration(breaker.resetMs), 'resetMs')],
        ],
      ),
      table(
        ['Retries of an upstream call, never of an open breaker', 'Value'],
        [
          ['At most', mark(spellCount(retries.max), 'backend', 'retries', 'max')],
          ['Wait', spellBackoff(retries.backoff, mark, 'backend', 'retries', 'backoff')],
        ],
      ),
    ].join('\n\n'),
  ];
}
