/** The package's version: a constant, since nothing here may read `package.json`. */
export const version = '0.1.0';
