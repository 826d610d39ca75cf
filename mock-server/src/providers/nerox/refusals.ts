import type { MockResponse, ProviderService } from '../../requests/service.ts';

export type Refuse = (status: number, code: string, message: string) => MockResponse;

/** Makes refusals in the provider's form. */
export const refusing =
  ({ errorFormat }: ProviderService): Refuse =>
  (status, code, message) => ({ status, body: errorFormat.error({ status, code, message }) });

export const unknownJob = (refuse: Refuse): MockResponse => refuse(404, 'not_found', 'There is no such job.');
