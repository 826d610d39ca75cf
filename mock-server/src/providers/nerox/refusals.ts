import type { Answer, ProviderService } from '../../requests/service.ts';

export type Refuse = (status: number, code: string, message: string) => Answer;

/** What is not done, and why, in the provider's form. */
export const refusing =
  ({ wording }: ProviderService): Refuse =>
  (status, code, message) => ({ status, body: wording.error(status, code, message) });

export const unknownJob = (refuse: Refuse): Answer => refuse(404, 'not_found', 'There is no such job.');
