import type { Case } from '../../case.ts';
import { settled } from '../../tools.ts';

export const attemptsAreTold: Case = {
  id: 'retry-attempts-are-told',
  title: 'The error of a policy that has given up says how many attempts were sent',
  source: 'AWS SDK for JavaScript v3, $metadata.attempts; failsafe-go, ExceededError',
  async run(check) {
    const retry = check.retry({ maxAttempts: 3, backoff: { baseMs: 1, jitterMs: 0, capMs: 5 } });
    const timeout = check.timeout(10);
    const end = await settled(retry.execute(() => timeout.execute(() => new Promise<never>(() => {}))));
    const told = 'error' in end ? (end.error as { attempts?: unknown }).attempts : undefined;
    check.equal('attempts', told, 3);
  },
  bug: {
    seam: 'attempts-of-a-policy',
    becomes: '0',
  },
};
