// What indices depend on: loops of a nest, and axes that are written out. Equal dependences are one object, so that they are
// compared and joined by number.

export interface Dependence {
  readonly id: number;
  /** Numbers of loops, outer ones first. */
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

interface Loop {
  readonly extent: number;
  /** The loops around it, the outermost first. */
  readonly around: readonly number[];
  /** Axes for each index of which the loop is written out anew. */
  readonly written: readonly number[];
}

export class Dependences {
  readonly #known = new Map<string, Dependence>();
  readonly #unions = new Map<string, Dependence>();
  readonly #loops: Loop[] = [];
  readonly #loopNames = new Map<string, Dependence>();
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

  /** On a loop inside of those that `around` depends on, and of those around them; the same name and place is the same loop. */
  loop(name: string, extent: number, around: Dependence): Dependence {
    const key = `${name}@${around.id}`;
    let loop = this.#loopNames.get(key);
    if (!loop) {
      const place = { extent, around: this.#chain(around), written: around.written };
      loop = this.#of([this.#loops.push(place)], []);
      this.#loopNames.set(key, loop);
    }
    return loop;
  }

  /** The innermost loop of a dependence, and all around it. */
  #chain({ loops }: Dependence): readonly number[] {
    const deepest = loops.at(-1);
    return deepest === undefined ? [] : [...(this.#loops[deepest - 1]?.around ?? []), deepest];
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

  /** How often loops that do not matter, around one that does, come round, and how often that one is written out. */
  repeats({ loops, written }: Dependence): number {
    const deepest = this.#loops[(loops.at(-1) ?? 0) - 1];
    if (!deepest) return 1;
    const idle = deepest.around.filter((loop) => !loops.includes(loop));
    const copies = deepest.written.filter((axis) => !written.includes(axis));
    return (
      product(idle.map((loop) => (this.#loops[loop - 1] as Loop).extent)) *
      product(copies.map((axis) => this.#writtenExtents[axis] as number))
    );
  }
}
