// The umbrella package: everything a modeller needs under one name. Re-exports, nothing else.
export * as tf from "@tensorflow/tfjs-core";
export * from "@nutmeg-ppl/compiler";
export * from "@nutmeg-ppl/distributions";
export * from "@nutmeg-ppl/infer";
export * from "@nutmeg-ppl/model";
export * as diagnostics from "@nutmeg-ppl/diagnostics";
