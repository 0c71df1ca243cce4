// What a chain worker needs of the compiler: nothing here imports tfjs.
export { exp, log } from "./elementary.ts";
