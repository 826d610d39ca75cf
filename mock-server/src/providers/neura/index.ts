import type { MockProvider } from '../provider.ts';
import { addNeuraRoutes } from './routes.ts';

export const neura: MockProvider = {
  name: 'neura',
  // In this order, as Neura's clients have always seen it.
  errorBody: (_code, message, { nowMs, hints }) => ({
    success: false,
    error: message,
    ...hints,
    timestamp: new Date(nowMs).toISOString(),
  }),
  addRoutes: addNeuraRoutes,
};
