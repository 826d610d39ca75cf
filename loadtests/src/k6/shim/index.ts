import { install } from './install.ts';

// This comes before everything else in a bundle, since cockatiel makes an AbortController while it loads.
install(globalThis);
