import type { MockProvider } from '../provider.ts';
import { addNeuraRoutes } from './routes.ts';

export const neura: MockProvider = {
  name: 'neura',
  // The fields are in the order that Neura's clients have always seen.
  errorBody: (_code, message, { nowMs, hints }) => ({
    success: false,
    error: message,
    ...hints,
    timestamp: new Date(nowMs).toISOString(),
  }),
  addRoutes: addNeuraRoutes,
};
