import { install } from './install.ts';

// Put before everything else in a bundle: cockatiel makes an AbortController while it loads.
install(globalThis);
