export type PlatformFetch = typeof globalThis.fetch;
