// The functions of tfjs-core that are not captured: those that have no place in a density, with a call of each that must
// say so; and what is exported but is no op. Not a test.
import * as tf from "@tensorflow/tfjs";

const image = () => tf.ones<tf.Rank.R4>([1, 4, 4, 1]);
const filter = () => tf.ones<tf.Rank.R4>([2, 2, 1, 1]);
const volume = () => tf.ones<tf.Rank.R5>([1, 4, 4, 4, 1]);
const boxes = () => tf.tensor2d([[0, 0, 1, 1]]);
const words = () => tf.tensor1d([0], "int32");

/** What a family is for, and a call of each of its functions. */
export const refusedFunctions: Readonly<Record<string, Readonly<Record<string, () => unknown>>>> = {
  "Images and convolutions": {
    avgPool: () => tf.avgPool(image(), 2, 1, "valid"),
    avgPool3d: () => tf.avgPool3d(volume(), 2, 1, "valid"),
    batchToSpaceND: () => tf.batchToSpaceND(tf.ones([4, 1, 1, 1]), [2, 2], [[0, 0], [0, 0]]),
    conv1d: () => tf.conv1d(tf.ones<tf.Rank.R2>([4, 1]), tf.ones<tf.Rank.R3>([2, 1, 1]), 1, "valid"),
    conv2d: () => tf.conv2d(image(), filter(), 1, "valid"),
    conv2dTranspose: () => tf.conv2dTranspose(image(), filter(), [1, 5, 5, 1], 1, "valid"),
    conv3d: () => tf.conv3d(volume(), tf.ones<tf.Rank.R5>([2, 2, 2, 1, 1]), 1, "valid"),
    conv3dTranspose: () => tf.conv3dTranspose(volume(), tf.ones<tf.Rank.R5>([2, 2, 2, 1, 1]), [1, 5, 5, 5, 1], 1, "valid"),
    depthToSpace: () => tf.depthToSpace(tf.ones<tf.Rank.R4>([1, 1, 1, 4]), 2),
    depthwiseConv2d: () => tf.depthwiseConv2d(image(), filter(), 1, "valid"),
    dilation2d: () => tf.dilation2d(image(), tf.ones<tf.Rank.R3>([2, 2, 1]), 1, "valid"),
    localResponseNormalization: () => tf.localResponseNormalization(image()),
    maxPool: () => tf.maxPool(image(), 2, 1, "valid"),
    maxPool3d: () => tf.maxPool3d(volume(), 2, 1, "valid"),
    maxPoolWithArgmax: () => tf.maxPoolWithArgmax(image(), 2, 1, "valid"),
    pool: () => tf.pool(image(), 2, "max", "valid"),
    separableConv2d: () => tf.separableConv2d(image(), filter(), tf.ones<tf.Rank.R4>([1, 1, 1, 1]), 1, "valid"),
    spaceToBatchND: () => tf.spaceToBatchND(image(), [2, 2], [[0, 0], [0, 0]]),
    "fused.conv2d": () => tf.fused.conv2d({ x: image(), filter: filter(), strides: 1, pad: "valid" }),
    "fused.depthwiseConv2d": () => tf.fused.depthwiseConv2d({ x: image(), filter: filter(), strides: 1, pad: "valid" }),
    "image.cropAndResize": () => tf.image.cropAndResize(image(), boxes(), words(), [2, 2]),
    "image.flipLeftRight": () => tf.image.flipLeftRight(image()),
    "image.nonMaxSuppression": () => tf.image.nonMaxSuppression(boxes(), tf.ones<tf.Rank.R1>([1]), 1),
    "image.nonMaxSuppressionPadded": () => tf.image.nonMaxSuppressionPadded(boxes(), tf.ones<tf.Rank.R1>([1]), 1),
    "image.nonMaxSuppressionWithScore": () => tf.image.nonMaxSuppressionWithScore(boxes(), tf.ones<tf.Rank.R1>([1]), 1),
    "image.resizeBilinear": () => tf.image.resizeBilinear(image(), [2, 2]),
    "image.resizeNearestNeighbor": () => tf.image.resizeNearestNeighbor(image(), [2, 2]),
    "image.rotateWithOffset": () => tf.image.rotateWithOffset(image(), 1),
    "image.transform": () => tf.image.transform(image(), tf.ones<tf.Rank.R2>([1, 8])),
  },
  "Complex numbers and Fourier transforms": {
    complex: () => tf.complex([1], [2]),
    fft: () => tf.fft(tf.complex([1], [2])),
    ifft: () => tf.ifft(tf.complex([1], [2])),
    imag: () => tf.imag(tf.ones([4])),
    irfft: () => tf.irfft(tf.ones([4])),
    real: () => tf.real(tf.ones([4])),
    rfft: () => tf.rfft(tf.ones([4])),
    "signal.stft": () => tf.signal.stft(tf.ones<tf.Rank.R1>([8]), 4, 2),
  },
  "Ragged and sparse tensors, whose shapes depend on values": {
    raggedGather: () => tf.raggedGather([tf.tensor1d([0, 1], "int32")], tf.ones([1]), words(), 1),
    raggedRange: () => tf.raggedRange(tf.tensor1d([0]), tf.tensor1d([2]), tf.tensor1d([1])),
    raggedTensorToTensor: () => tf.raggedTensorToTensor(tf.tensor1d([1], "int32"), tf.ones([1]), tf.scalar(0), [tf.tensor1d([0, 1], "int32")], ["ROW_SPLITS"]),
    "sparse.sparseFillEmptyRows": () => tf.sparse.sparseFillEmptyRows(tf.tensor2d([[0, 0]], [1, 2], "int32"), tf.ones<tf.Rank.R1>([1]), tf.tensor1d([1, 1], "int32"), 0),
    "sparse.sparseReshape": () => tf.sparse.sparseReshape(tf.tensor2d([[0, 0]], [1, 2], "int32"), tf.tensor1d([1, 1], "int32"), tf.tensor1d([1], "int32")),
  },
  Strings: {
    "string.staticRegexReplace": () => tf.string.staticRegexReplace(["a"], "a", "b"),
    "string.stringNGrams": () => tf.string.stringNGrams(["a"], tf.tensor1d([0, 1], "int32"), "|", [1], "", "", 0, false),
    "string.stringSplit": () => tf.string.stringSplit(["a b"], " "),
    "string.stringToHashBucketFast": () => tf.string.stringToHashBucketFast(["a"], 2),
  },
  Others: {
    bitwiseAnd: () => tf.bitwiseAnd(words(), words()),
    multinomial: () => tf.multinomial(tf.ones<tf.Rank.R1>([2]), 3),
  },
}; // biome-ignore format: a table

/** Exports that are functions but nothing that a density could be written with, by what they are. */
export const noOps: Readonly<Record<string, readonly string[]>> = {
  "run later than a model: use booleanMask and argWhere": ["booleanMaskAsync", "whereAsync", "setdiff1dAsync", "inTopKAsync", "image.nonMaxSuppressionAsync", "image.nonMaxSuppressionPaddedAsync", "image.nonMaxSuppressionWithScoreAsync"],
  "draw numbers when they are called, not when a model is evaluated: use sample": ["dropout", "rand", "randomGamma", "randomNormal", "randomStandardNormal", "randomUniform", "randomUniformInt", "truncatedNormal"],
  "differentiate eagerly: use grad, valueAndGrad, hvp and hessian of Nutmeg": ["customGrad", "grad", "grads", "valueAndGrad", "valueAndGrads", "variableGrads", "train"],
  "are for images in a browser": ["browser", "image.grayscaleToRGB", "image.rgbToGrayscale", "image.threshold"],
  "are tensors' own business": ["buffer", "clone", "dispose", "disposeVariables", "ensureShape", "keep", "memory", "print", "profile", "tidy", "time", "variable", "sumOutType", "upcastType", "enclosingPowerOfTwo"],
  "run a network's cells one after the other": ["multiRNNCell"],
  "are tfjs's machinery": ["AdadeltaOptimizer", "AdagradOptimizer", "AdamOptimizer", "AdamaxOptimizer", "DataStorage", "Environment", "KernelBackend", "MomentumOptimizer", "Optimizer", "OptimizerConstructors", "RMSPropOptimizer", "SGDOptimizer", "Tensor", "TensorBuffer", "Variable", "backend", "copyRegisteredKernels", "deprecationWarn", "disableDeprecationWarnings", "enableDebugMode", "enableProdMode", "engine", "env", "findBackend", "findBackendFactory", "getBackend", "getGradient", "getKernel", "getKernelsForBackend", "nextFrame", "op", "ready", "registerBackend", "registerGradient", "registerKernel", "removeBackend", "setBackend", "setPlatform", "unregisterGradient", "unregisterKernel"],
}; // biome-ignore format: a table
