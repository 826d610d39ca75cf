import { defaultRetry, defaultRules } from '../../contract/defaults.ts';
import type { Classification, StatusMatch } from '../../contract/rule.ts';
import { type HintReading, readHints } from '../../http/read-hints.ts';
import type { Account, Held } from './account.ts';
import { knownHints, knownReaders } from './known-hints.ts';

/** Redirects that are not followed, and opaque responses, too. */
const ok: Classification = { class: 'ok', retry: false };
const permanent: Classification = { class: 'permanent', retry: false };

/** What a response means. */
export interface LearntAnswer {
  rule: Classification;
  hints: HintReading;
  /** Whether what it asks to wait is for all calls, and longer than they wait already. */
  pausedMs: number | undefined;
}

/** Learns from the head of a response, and from nothing else of it. */
export function takeAnswer(account: Account, { learnt, guess }: Held, response: Response, nowMs: number): LearntAnswer {
  const { status, headers } = response;
  // Tests hand in less than a Response.
  const read = { status, header: (name: string) => headers?.get(name) ?? undefined, json: () => undefined };
  const rule = ruleFor(status, read.header('x-should-retry'));
  const hints = readHints(knownHints, read, { nowMs, class: rule.class, readers: knownReaders });
  const { waitMs } = hints;
  const { maxHintMs, hintMarginMs } = defaultRetry;
  // First: what comes back to the limits lets others leave at once.
  const pauseMs = waitMs === undefined ? undefined : Math.min(waitMs, maxHintMs) + hintMarginMs;
  const isLonger = pauseMs !== undefined && account.pause.close(pauseMs);
  const reading = hints.units.get('requests');
  const remaining = reading?.remaining;
  // A number whose unit was mistaken must not hold back all calls for days.
  if (reading?.resetMs !== undefined) reading.resetMs = Math.min(reading.resetMs, maxHintMs);
  account.learnt.answered(learnt);
  const throttled = rule.class === 'throttled';
  // Where something is left of what is told, another limit has refused it.
  if (throttled && remaining !== 0) account.guessed.refused(guess, pauseMs, (waitMs ?? 1) % 1_000 === 0);
  else if (!throttled && rule.class !== 'overloaded') {
    account.guessed.accepted(guess);
    account.acceptedAtMs = nowMs;
  }
  if (reading === undefined || remaining === undefined) account.learnt.untold();
  else account.learnt.observe(learnt, remaining, reading);
  account.told(remaining === undefined ? undefined : { ...reading, remaining, atMs: nowMs });
  if (isLonger) account.review();
  return { rule, hints, pausedMs: isLonger ? pauseMs : undefined };
}

/** What holds for an API of which nothing is known. Whether a repeat helps, the response may say itself. */
function ruleFor(status: number, shouldRetry: string | undefined): Classification {
  if (!(status >= 400)) return ok;
  const rule = defaultRules.find((each) => 'status' in each && within(each.status, status)) ?? permanent;
  const said = shouldRetry?.trim().toLowerCase();
  return said === 'true' || said === 'false' ? { ...rule, retry: said === 'true' } : rule;
}

const within = (match: StatusMatch, status: number): boolean =>
  typeof match === 'number' ? match === status : status >= match[0] && status <= match[1];
