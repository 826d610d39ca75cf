/** A problem of TSPLIB, as text: the bundler puts it into the script, since k6 reads no file that is not beside it. */
declare module '*.tsp' {
  const text: string;
  export default text;
}
