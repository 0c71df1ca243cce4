// Panels: dense row-major matrices in memory whose rows and columns are padded to whole blocks. A triangle is padded by the
// identity, anything else by zeros, so that the padding changes no result. Here they are laid out, filled and emptied.
import { sizeOf } from "../../../program/shape.ts";
import type { Emitter, Local } from "../assembler/index.ts";
import { startOf, type View } from "./memoryView.ts";
import { BLOCK } from "./microKernel.ts";

/** Of a matrix, in elements. */
export interface Size {
  readonly rows: number;
  readonly columns: number;
}

export interface Panel extends Size {
  readonly start: Local;
}

export function padded(extent: number): number {
  return Math.ceil(extent / BLOCK) * BLOCK;
}

/** Bytes from row to row. */
export function rowBytes({ columns }: Size): number {
  return 8 * padded(columns);
}

/** Doubles in a panel, padding included. */
export function panelSize({ rows, columns }: Size): number {
  return padded(rows) * padded(columns);
}

/** The address after the last row. */
export function endOf(e: Emitter, panel: Panel): Local {
  return e.op("i32.add", panel.start, e.constI32(8 * panelSize(panel)));
}

/** The strides, in elements, of panels one after another, and how many doubles they take. */
export function panelLayout(batch: readonly number[], size: Size): { strides: number[]; count: number } {
  const strides = [padded(size.columns), 1];
  let count = panelSize(size);
  for (const extent of batch.toReversed()) {
    strides.unshift(count);
    count *= extent;
  }
  return { strides, count };
}

/** Whether a view of a matrix is a panel as it stands; `isPadded` says that what lies around it is padding. */
export function isPanel({ strides }: View, size: Size, isPadded: boolean): boolean {
  const whole = panelSize(size) === sizeOf([size.rows, size.columns]);
  return strides[1] === 8 && strides[0] === rowBytes(size) && (isPadded || whole);
}

/** Elements that lie a number of bytes apart. */
interface Line {
  readonly start: Local;
  readonly step: number;
}

function elementAt(e: Emitter, { start, step }: Line, index: Local): Local {
  return e.op("i32.add", start, e.op("i32.mul", index, e.constI32(step)));
}

/** Copies elements `from` to `to`. */
function copyLine(e: Emitter, source: Line, target: Line, from: Local, to: Local): void {
  const index = e.fn.local("i32");
  e.copy(index, from);
  e.while(
    (test) => test.op("i32.lt_s", index, to),
    (inner) => {
      const value = inner.load("f64.load", elementAt(inner, source, index), 0);
      inner.store("f64.store", elementAt(inner, target, index), 0, value);
      inner.opTo(index, "i32.add", index, inner.constI32(1));
    },
  );
}

/** Ones on the diagonal, from row `from` on. */
function setDiagonal(e: Emitter, panel: Panel, from: number): void {
  const diagonal = { start: panel.start, step: rowBytes(panel) + 8 };
  e.loop({ from, to: padded(panel.rows), step: 1 }, (inner, i) =>
    inner.store("f64.store", elementAt(inner, diagonal, i), 0, inner.constF64(1)),
  );
}

function clear(e: Emitter, panel: Panel): void {
  e.effect("memory.fill", panel.start, e.constI32(0), e.constI32(8 * panelSize(panel)));
}

/** Which part of a matrix is copied. The rest is zero. */
export type Part = "all" | "lower" | "upper";

/** Fills a panel from a view of its size. */
export function fillPanel(e: Emitter, panel: Panel, view: View, part: Part): void {
  const { start, rows, columns } = panel;
  if (part !== "all" || panelSize(panel) !== rows * columns) clear(e, panel);
  const [down, along] = view.strides as [number, number];
  const first = { start: startOf(e, view), step: down };
  e.loop({ from: 0, to: rows, step: 1 }, (row, i) => {
    const source = { start: elementAt(row, first, i), step: along };
    const target = { start: elementAt(row, { start, step: rowBytes(panel) }, i), step: 8 };
    const to = part === "lower" ? row.op("i32.add", i, row.constI32(1)) : row.constI32(columns);
    copyLine(row, source, target, part === "upper" ? i : row.constI32(0), to);
  });
  if (part !== "all") setDiagonal(e, panel, rows);
}

/** Makes a square panel the identity. */
export function fillIdentity(e: Emitter, panel: Panel): void {
  clear(e, panel);
  setDiagonal(e, panel, 0);
}

/** Copies a panel, padding apart, to where a view shows. */
export function emptyPanel(e: Emitter, panel: Panel, view: View): void {
  const [down, along] = view.strides as [number, number];
  const first = { start: startOf(e, view), step: down };
  e.loop({ from: 0, to: panel.rows, step: 1 }, (row, i) => {
    const source = { start: elementAt(row, { start: panel.start, step: rowBytes(panel) }, i), step: 8 };
    const target = { start: elementAt(row, first, i), step: along };
    copyLine(row, source, target, row.constI32(0), row.constI32(panel.columns));
  });
}
