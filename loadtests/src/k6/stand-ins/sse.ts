/** Replaces k6/x/sse in bundles for a k6 without it; src/k6/script/sse.ts sees by this that it can't stream. */
export const open = undefined;
