/** How a request says whose it is. */
export interface Authentication {
  /** The header that carries the key, in lower case. */
  header: string;
  /** What stands before the key, such as `Bearer`; empty for nothing. */
  scheme: string;
  /** The environment variable that holds the key. */
  keyEnv: string;
  /** What every key begins with; empty if keys have no common beginning. */
  keyPrefix: string;
  /** Headers that are the same in every request, such as an API version. */
  constant: Readonly<Record<string, string>>;
}

/** The value of the header that carries the key. */
export const credentials = ({ scheme }: Pick<Authentication, 'scheme'>, key: string): string =>
  scheme === '' ? key : /* seam: scheme-of-a-key */ `${scheme} ${key}`;
