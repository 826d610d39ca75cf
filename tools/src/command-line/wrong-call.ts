/** What the caller typed cannot be run: exit 3, with one sentence that names the field, the value and the remedy. */
export class WrongCall extends Error {
  override name = 'WrongCall';
}
