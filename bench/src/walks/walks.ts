/** A walk: what one call enters, and which package is walked in. */
export interface Walk {
  name: string;
  /** For people. */
  title: string;
  /** The folders of its own package: of all others each counts as one. */
  own: readonly string[];
}

export const walks: readonly Walk[] = [
  { name: 'infer', title: 'Nimbus infer, to the socket and back', own: ['toolkit'] },
  { name: 'coordinated', title: 'a call of Neura, shared over Redis', own: ['toolkit'] },
  { name: 'job', title: 'a job of Nerox, submit to end, without a stream', own: ['toolkit'] },
  // What obtains programs was a part of loadtests.
  { name: 'load', title: 'npm run load -- nimbus-steady', own: ['loadtests', 'tools'] },
  { name: 'mock', title: 'a request in the mock server', own: ['mock-server'] },
];
