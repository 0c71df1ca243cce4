// Logarithms of numbers that normalize densities, as literals: Math.log may differ in the last bit between engines.

export const LOG_TWO = Math.LN2;
export const LOG_PI = 1.1447298858494002;
export const LOG_TWO_PI = 1.8378770664093453;
export const HALF_LOG_TWO_PI = 0.9189385332046728;
