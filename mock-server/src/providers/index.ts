import { nerox } from './nerox/index.ts';
import { neura } from './neura/index.ts';
import { nimbus } from './nimbus/index.ts';
import type { MockProvider } from './provider.ts';

/** Every API that can be emulated. A new one is a folder beside `nimbus/` and a line here. */
export const mockProviders: readonly MockProvider[] = [nimbus, neura, nerox];
