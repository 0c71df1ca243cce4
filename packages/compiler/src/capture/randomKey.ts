// Splittable random keys inside a captured program: a node that holds two words, and a path of fold-ins from there.
import { UsageError } from "../errors.ts";
import { evaluateNode } from "../interpreter/evaluate.ts";
import { constant, data } from "../program/build.ts";
import { BINDING, type Node } from "../program/node.ts";
import { foldIn, keyFromSeed } from "../random/index.ts";

const TWO_32 = 4294967296;

/** The two words as an int32 vector. */
function wordsAsNumbers(words: Uint32Array): Float64Array {
  return Float64Array.from(Int32Array.from(words));
}

function checkIndex(where: string, value: number): void {
  if (Number.isInteger(value) && value >= 0 && value < TWO_32) return;
  throw new UsageError(`RandomKey.${where}: ${value} is not an integer from 0 to 2^32 - 1.`);
}

/**
 * A key for independent streams of random numbers. Immutable: use each key once, for one draw or to make others.
 * Its words are those of the functions in random/ (Threefry-2x32, as in JAX).
 */
export class RandomKey {
  /** An int32 vector of two words: a constant, or a data input to be bound anew at each replay. */
  readonly node: Node;
  /** Successive fold-ins that lead from the node's words to this key's. */
  readonly path: readonly number[];

  private constructor(node: Node, path: readonly number[]) {
    this.node = node;
    this.path = path;
  }

  /**
   * @param seed an integer from 0 to 2^53 - 1, a bigint below 2^64, the two words of a key, or a key itself.
   * @throws UsageError for anything else.
   */
  static from(seed: number | bigint | Uint32Array | RandomKey): RandomKey {
    if (seed instanceof RandomKey) return seed;
    return new RandomKey(constant(wordsAsNumbers(keyFromSeed(seed)), [2], "int32"), []);
  }

  /**
   * A key whose words are a data input of the program, so that what was captured once is replayed with many keys.
   * @param words what it is until it is bound.
   */
  static input(name: string, words: Uint32Array): RandomKey {
    return new RandomKey(data(name, wordsAsNumbers(keyFromSeed(words)), [2], "int32"), []);
  }

  /** `count` independent keys. Do not use this key for anything else afterwards. */
  split(count = 2): RandomKey[] {
    checkIndex("split", count);
    return Array.from({ length: count }, (_, i) => this.foldIn(i));
  }

  /** The key number `index` of the family under this one: `foldIn(i)` is `split(n)[i]`. */
  foldIn(index: number): RandomKey {
    checkIndex("foldIn", index);
    return new RandomKey(this.node, [...this.path, index]);
  }

  /** The two words of this key; those of a data input are the ones it was made with. */
  words(): Uint32Array {
    const start: Uint32Array = Uint32Array.from(evaluateNode(this.node));
    return this.path.reduce<Uint32Array>((words, index) => foldIn(words, index), start);
  }

  /** Whether the words are fixed, rather than those of a data input. */
  get isConcrete(): boolean {
    return this.node.binding === BINDING.constant;
  }
}
