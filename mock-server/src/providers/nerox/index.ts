import type { MockProvider } from '../provider.ts';
import { addNeroxRoutes } from './routes.ts';

export const nerox: MockProvider = {
  name: 'nerox',
  errorBody: (code, message) => ({ error: { code, message } }),
  addRoutes: addNeroxRoutes,
};
