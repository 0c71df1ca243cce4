// What indices depend on: loops of a nest, and axes that are written out. Equal dependences are one object, so that they are
// compared and joined by number.

export interface Dependence {
  readonly id: number;
  /** Depths of loops, 1 the outermost, in increasing order. */
  readonly loops: readonly number[];
  /** Numbers of written-out axes, in increasing order. */
  readonly written: readonly number[];
}

function merged(a: readonly number[], b: readonly number[]): readonly number[] {
  if (a.length === 0) return b;
  return b.length === 0 ? a : [...new Set([...a, ...b])].sort((x, y) => x - y);
}

function product(extents: readonly number[]): number {
  return extents.reduce((total, extent) => total * extent, 1);
}

export class Dependences {
  readonly #known = new Map<string, Dependence>();
  readonly #unions = new Map<string, Dependence>();
  readonly #loopExtents: number[] = [];
  readonly #writtenExtents: number[] = [];
  readonly #axes = new Map<string, number>();
  readonly nothing = this.#of([], []);

  #of(loops: readonly number[], written: readonly number[]): Dependence {
    const key = `${loops.join()};${written.join()}`;
    let dependence = this.#known.get(key);
    if (!dependence) {
      dependence = { id: this.#known.size, loops, written };
      this.#known.set(key, dependence);
    }
    return dependence;
  }

  /** On a new loop, inside all others. */
  loop(extent: number): Dependence {
    return this.#of([this.#loopExtents.push(extent)], []);
  }

  /** On an axis that is written out; the same name is the same axis. */
  written(name: string, extent: number): Dependence {
    let axis = this.#axes.get(name);
    if (axis === undefined) {
      axis = this.#writtenExtents.push(extent) - 1;
      this.#axes.set(name, axis);
    }
    return this.#of([], [axis]);
  }

  union(parts: readonly Dependence[]): Dependence {
    return parts.reduce((a, b) => this.#join(a, b), this.nothing);
  }

  #join(a: Dependence, b: Dependence): Dependence {
    if (a === b || b === this.nothing) return a;
    if (a === this.nothing) return b;
    const key = `${a.id},${b.id}`;
    let joined = this.#unions.get(key);
    if (!joined) {
      joined = this.#of(merged(a.loops, b.loops), merged(a.written, b.written));
      this.#unions.set(key, joined);
    }
    return joined;
  }

  /** How many elements are written out for one position of the loops. */
  tuples({ written }: Dependence): number {
    return product(written.map((axis) => this.#writtenExtents[axis] as number));
  }

  /** How often loops that do not matter, around one that does, come round. */
  repeats({ loops }: Dependence): number {
    const deepest = loops.at(-1) ?? 0;
    return product(this.#loopExtents.slice(0, deepest).filter((_, i) => !loops.includes(i + 1)));
  }
}
