/** The harness itself broke, so the run proves nothing: INCONCLUSIVE, with this as the reason. */
export class HarnessFault extends Error {
  override name = 'HarnessFault';
}
