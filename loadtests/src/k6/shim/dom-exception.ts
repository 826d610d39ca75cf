const legacyCodes: Readonly<Record<string, number>> = { AbortError: 20, TimeoutError: 23, DataCloneError: 25 };

export class DOMException extends Error {
  override readonly name: string;
  /** The legacy number of the name; 0 for a name that the shim itself never uses. */
  readonly code: number;

  constructor(message = '', name = 'Error') {
    super(message);
    this.name = name;
    this.code = legacyCodes[name] ?? 0;
  }
}
