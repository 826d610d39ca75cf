/** What is under test: the function that applications and SDKs call. */
export type Fetch = typeof globalThis.fetch;

export type FetchInput = Parameters<Fetch>[0];

export type FetchInit = NonNullable<Parameters<Fetch>[1]>;
