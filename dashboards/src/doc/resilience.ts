import type { ProviderContract } from '@evenkeel/toolkit/providers';
import { percent, spellCount, spellDuration, spellList } from '../format.ts';
import { spellBackoff } from './backoff.ts';
import type { Mark } from './pointer.ts';
import { table } from './table.ts';

function retry({ retry: settings }: ProviderContract, mark: Mark): string {
  return table(
    ['Retries', 'Value'],
    [
      ['Attempts of a call, the first included', mark(spellCount(settings.maxAttempts), 'retry', 'maxAttempts')],
      ['Wait without a hint', spellBackoff(settings.backoff, mark, 'retry', 'backoff')],
      ['Added to a hint as jitter', spellBackoff(settings.hintJitter, mark, 'retry', 'hintJitter')],
      ['Added to a hint as a margin', mark(spellDuration(settings.hintMarginMs), 'retry', 'hintMarginMs')],
      ['Hints longer than this are not believed', mark(spellDuration(settings.maxHintMs), 'retry', 'maxHintMs')],
    ],
  );
}

function breaker({ breaker: settings }: ProviderContract, mark: Mark): string {
  const { window, minimumCalls, errorRatio, compare, openMs, probes, counts } = settings;
  const failures = `${compare === '>' ? 'above' : 'from'} ${percent(errorRatio)}`;
  const mean = (text: string, ...path: string[]) => mark(text, 'breaker', ...path);
  return table(
    ['Circuit breaker', 'Value'],
    [
      ['Opens at a failure ratio', mean(failures, 'errorRatio')],
      ['Of at least', mean(`${spellCount(minimumCalls)} attempts`, 'minimumCalls')],
      ['In the last', mean(`${spellDuration(window.sizeMs)}, in ${spellCount(window.buckets)} buckets`, 'window')],
      ['Failures are', mean(spellList(counts, 'and'), 'counts')],
      ['Stays open for', mean(spellDuration(openMs), 'openMs')],
      ['Probes while half-open', mean(spellCount(probes), 'probes')],
    ],
  );
}

/** How the client copes. */
export function resilienceSection(contract: ProviderContract, mark: Mark): string {
  return ['## Resilience', retry(contract, mark), breaker(contract, mark)].join('\n\n');
}
