/** A problem of TSPLIB as text. The bundler puts it into the script, since k6 reads only files beside the script. */
declare module '*.tsp' {
  const text: string;
  export default text;
}
