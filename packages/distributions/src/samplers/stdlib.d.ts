// Types of the files of @stdlib that are imported from inside their packages, which ship none for them.
declare module "@stdlib/random-base-gamma/lib/gamma.js" {
  /** A gamma variate of rate `rate`, where d is the shape less 1/3 and c is 1 / sqrt(9 d). */
  function gamma(uniform: () => number, normal: () => number, rate: number, d: number, c: number): number;
  export = gamma;
}

declare module "@stdlib/random-base-poisson/lib/poisson.js" {
  function poisson(uniform: () => number, rate: number): number;
  export = poisson;
}
