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
      ['Retry budget', budget(settings.budget, mark)],
    ],
  );
}

function budget(settings: ProviderContract['retry']['budget'], mark: Mark): string {
  if (settings === null) return 'none';
  const { ratio, floorPerWindow, windowMs, charges } = settings;
  const most = `at most ${percent(ratio)} of the calls and ${spellCount(floorPerWindow)} more`;
  return mark(`${most} in ${spellDuration(windowMs)}, for ${spellList(charges, 'and')}`, 'retry', 'budget');
}

function throttle({ throttle: settings }: ProviderContract, mark: Mark): string[] {
  if (settings === null) return [];
  const mean = (text: string, path: string) => mark(text, 'throttle', path);
  const { k = 2, windowMs = 120_000, minimumRequests = 100 } = settings;
  return [
    table(
      ['Adaptive throttle', 'Value'],
      [
        ['Requests let through for each that was accepted', mean(String(k), 'k')],
        ['Of the last', mean(spellDuration(windowMs), 'windowMs')],
        ['Of at least', mean(`${spellCount(minimumRequests)} requests`, 'minimumRequests')],
      ],
    ),
  ];
}

function breaker({ breaker: settings }: ProviderContract, mark: Mark): string {
  const { window, minimumCalls, errorRatio, compare, openMs, probes, counts, slowCall } = settings;
  const failures = `${compare === '>' ? 'above' : 'from'} ${percent(errorRatio)}`;
  const mean = (text: string, ...path: string[]) => mark(text, 'breaker', ...path);
  return table(
    ['Circuit breaker', 'Value'],
    [
      ['Opens at a failure ratio', mean(failures, 'errorRatio')],
      ['Of at least', mean(`${spellCount(minimumCalls)} attempts`, 'minimumCalls')],
      ['In the last', mean(`${spellDuration(window.sizeMs)}, in ${spellCount(window.buckets)} buckets`, 'window')],
      ['Failures are', mean(spellList(counts, 'and'), 'counts')],
      ...(slowCall ? [slow(slowCall, compare, mean)] : []),
      ['Stays open for', mean(spellDuration(openMs), 'openMs')],
      ['Probes while half-open', mean(spellCount(probes), 'probes')],
    ],
  );
}

type Breaker = ProviderContract['breaker'];

function slow(
  { durationMs, ratio }: NonNullable<Breaker['slowCall']>,
  compare: Breaker['compare'],
  mean: (text: string, field: string) => string,
): string[] {
  const share = `${compare === '>' ? 'above' : 'from'} ${percent(ratio)}`;
  return ['Opens at a ratio of slow answers', mean(`${share} over ${spellDuration(durationMs)}`, 'slowCall')];
}

/** The section of the client's policies: retries, throttle, circuit breaker. */
export function resilienceSection(contract: ProviderContract, mark: Mark): string {
  return ['## Resilience', retry(contract, mark), ...throttle(contract, mark), breaker(contract, mark)].join('\n\n');
}
