import type { MockProvider } from '../provider.ts';
import { addInferRoute } from './infer.ts';

export const nimbus: MockProvider = {
  name: 'nimbus',
  errorBody: (code, message) => ({ error: { code, message } }),
  addRoutes: addInferRoute,
};
