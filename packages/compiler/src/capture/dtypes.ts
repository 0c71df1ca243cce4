// The correspondence between the dtypes of tfjs and those of a program: tfjs's "float32" holds float64 here.
import { UnsupportedError } from "../errors.ts";
import type { DType } from "../program/node.ts";

/** The tfjs dtypes that Nutmeg has. */
export type TensorDType = "float32" | "int32" | "bool";

const FROM_TENSOR: Readonly<Record<string, DType>> = { float32: "float64", int32: "int32", bool: "bool" };
const TO_TENSOR: Readonly<Record<DType, TensorDType>> = { float64: "float32", int32: "int32", bool: "bool" };

/** @throws UnsupportedError for "string" and "complex64". */
export function nodeDType(dtype: string, where: string): DType {
  const found = FROM_TENSOR[dtype];
  if (!found) {
    throw new UnsupportedError(
      `${where}: Nutmeg has no tensors of dtype "${dtype}". Use "float32" (kept in float64), "int32" or "bool".`,
    );
  }
  return found;
}

export function tensorDType(dtype: DType): TensorDType {
  return TO_TENSOR[dtype];
}
