/** Takes the place of k6/x/sse in bundles for a k6 without it; src/k6/script/sse.ts sees that it opens nothing. */
export const open = undefined;
