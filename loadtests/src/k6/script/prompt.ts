const subjects = ['an invoice', 'a support ticket', 'a product review', 'a release note', 'a contract clause'] as const;

/** A short prompt; the same number always gives the same prompt. */
export const prompt = (n: number): string =>
  `Summarise ${subjects[n % subjects.length]}, number ${n}, in one sentence.`;
