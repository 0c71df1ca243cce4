// The numbers of the solver of differential equations: the Runge-Kutta pair of Dormand and Prince, and how steps are chosen.
// Shared by the reference (interpreter/odeint.ts) and the compiled form (passes/lowerOdeint.ts). Numbers only.

/**
 * Row i says how the state of stage i + 2 is made of the slopes of the stages before it; the last row gives the result,
 * of order 5, and its slope is the first one of the next step. Hairer, Norsett, Wanner, Solving Ordinary Differential
 * Equations I (2nd ed., 1993), table II.5.2.
 */
export const STAGES: readonly (readonly number[])[] = [
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
];

/** When each of those stages is, as a fraction of the step. */
export const MOMENTS: readonly number[] = [1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1];

/** The result less that of the embedded formula of order 4, by the slopes of all seven stages. Table II.5.2. */
export const ERROR: readonly number[] = [
  71 / 57600,
  0,
  -71 / 16695,
  71 / 1920,
  -17253 / 339200,
  22 / 525,
  -1 / 40,
];

/**
 * The highest term of the interpolant of order 4 within a step, by the slopes: of Shampine, as in the code DOPRI5 of
 * Hairer, Norsett, Wanner (section II.6 and appendix).
 */
export const BEND: readonly number[] = [
  -12715105075 / 11282082432,
  0,
  87487479700 / 32700410799,
  -10690763975 / 1880347072,
  701980252875 / 199316789632,
  -1453857185 / 822651844,
  69997945 / 29380423,
];

/** The next step is the last times 0.9 error^(-1/5), and that factor is kept within bounds. Hairer and others, (II.4.13). */
export const SAFETY = 0.9;
export const EXPONENT = -1 / 5;
export const SMALLEST_FACTOR = 0.2;
export const LARGEST_FACTOR = 10;
/** No growth right after a step that was refused. */
export const FACTOR_AFTER_REFUSAL = 1;
/** A step so short that not even this share of it moves the time has vanished: the equation cannot be solved from here. */
export const VANISHING = 0.1;
