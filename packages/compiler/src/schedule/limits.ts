// The sizes at which the scheduler changes its mind. Measured, not derived: see bench/.

/** Up to this many elements are written out one by one, without a loop. */
export const STRAIGHT_LINE = 16;
/** A small axis beside a loop is unrolled when all such axes together have at most this many elements. */
export const UNROLLED_AXES = 16;
/** A reduction over at most this many elements is written out where it is used. */
export const INLINE_REDUCTION = 64;
/** At most this many sums are held in registers over a loop. */
export const ACCUMULATORS = 64;
/** Sums of more terms, and more sums of the same terms, are computed by loops where terms are cheap. */
export const CHEAP_TERMS = 8;
/** Values this big are worth storing when two kernels need them. */
export const STORED_SIZE = 64;
/** A reduction within another is stored rather than written out over more elements than this. */
export const WRITTEN_OUT = 256;
/** What loops would compute this many times is stored instead, when it is dear. */
export const MANY_TIMES = 4;
/** In a step of a loop, elements that cost this much are taken two at a time even where they are few. */
export const WORTH_A_PAIR = 15;
/** Carries of a loop with at most this many elements live in registers. */
export const REGISTER_CARRY = 16;
/** Longer chains of nodes computed in place are cut by storing one: each costs the code generator a few stack frames. */
export const IN_PLACE_DEPTH = 200;
/** Rows are sorted by group when there are more than this many in each, on average. */
export const SORTED_GROUP = 6;

/** A kernel of at least this many operations (kernelCost.ts), some 20 microseconds, is cut into parts for several threads. */
export const WORTH_THREADS = 200_000;
/** Each part has at least this many. */
export const PART_OPERATIONS = 20_000;
/** Fewer parts are not worth waking a thread for. */
export const FEWEST_PARTS = 4;
/** More parts would not be shared out more evenly. */
export const MOST_PARTS = 64;
/** A loop is cut between elements whose numbers this divides: after a whole round, and a whole block of memory. */
export const PART_GRAIN = 8;
/** The outermost loop is cut, rather than the innermost, when it has at least this many rounds. */
export const WIDE_LOOP = 64;
/** Each total of a part has at least this many terms. */
export const TERMS_PER_TOTAL = 8;
