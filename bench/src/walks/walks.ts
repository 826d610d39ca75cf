/** A walk: the modules that one call enters, in one package. */
export interface Walk {
  name: string;
  /** What it is, for people. */
  title: string;
  /** The folders of its own package; each other package counts as one step. */
  own: readonly string[];
}

export const walks: readonly Walk[] = [
  { name: 'infer', title: 'Nimbus infer, to the socket and back', own: ['toolkit'] },
  { name: 'coordinated', title: 'a call of Neura, shared over Redis', own: ['toolkit'] },
  { name: 'job', title: 'a job of Nerox, submit to end, without a stream', own: ['toolkit'] },
  // In the earlier tree, the code that obtains programs was a part of loadtests.
  { name: 'load', title: 'npm run load -- nimbus-steady', own: ['loadtests', 'tools'] },
  { name: 'mock', title: 'a request in the mock server', own: ['mock-server'] },
];
