// Measures the sources against the style's numbers (file and function length) and finds what the linter has no rule
// for: missing file headers, leftovers, engine-dependent numerics. Prints the figures; exits 1 on any breach.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import ts from "typescript";

const FILE_LINES = 450;
const FUNCTION_LINES = 80;

/** Files that may pass FILE_LINES: a table or an instruction set that would read worse in pieces. */
const LONG_FILES = new Set([]);

const SHIPPED = /^packages\/[^/]+\/src\//;

/** Packages whose numbers reach the draws, which must be the same to the byte on every engine. */
const REPRODUCIBLE = /^packages\/(compiler|distributions|model|infer)\/src\//;

/** Members of Math whose last bit ECMAScript leaves to the engine. */
const INEXACT = /^(random|expm?1?|log(1p|2|10)?|pow|cbrt|hypot|a?sinh?|a?cosh?|a?tan(h|2)?)$/;

/** Text that a finished file does not contain. */
const LEFTOVERS = [
  { pattern: /\b(TODO|FIXME|XXX|HACK)\b/, says: "an unfinished note" },
  { pattern: /(?<![\w.])\/(work|home|Users|root)\/\w+/, says: "a path of somebody's machine" },
];

/** What no syntax node of the files that match `where` may be. `says` returns the complaint, or undefined. */
const NODE_RULES = [
  {
    where: /\.test\.ts$/,
    says: (node) =>
      isMember(node, /^(test|it|describe|suite)$/, /^(only|skip|todo)$/) &&
      `${node.getText()}: every test runs`,
  },
  {
    where: SHIPPED,
    says: (node) =>
      isMember(node, /^console$/, /./) &&
      `${node.getText()}: a package prints through a writer that it is given`,
  },
  {
    where: REPRODUCIBLE,
    says: (node) =>
      isMember(node, /^Math$/, INEXACT) &&
      `${node.getText()} differs between engines: use the @stdlib/math-base-special-* function`,
  },
  {
    where: REPRODUCIBLE,
    says: (node) =>
      isInexactPower(node) && `${node.getText()} differs between engines: multiply, or use @stdlib's pow`,
  },
];

/** Whether a node reads `object.member` with both names matching. */
function isMember(node, object, member) {
  return (
    ts.isPropertyAccessExpression(node) &&
    ts.isIdentifier(node.expression) &&
    object.test(node.expression.text) &&
    member.test(node.name.text)
  );
}

/** Whether a node is a power other than one of literals, such as `2 ** -52`, which every engine folds exactly. */
function isInexactPower(node) {
  if (!ts.isBinaryExpression(node) || !/^\*\*=?$/.test(node.operatorToken.getText())) return false;
  return !/^\d+ \*\* -?\d+$/.test(node.getText());
}

/** The source files that git tracks or would track. */
function sourceFiles() {
  const command = ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  const listed = execFileSync("git", command, { encoding: "utf8" }).split("\n");
  return listed.filter((path) => /\.(ts|mjs|cjs)$/.test(path) && existsSync(path)).sort();
}

/** The name a function goes by; undefined for an inline callback, whose lines count inside its parent. */
function functionName(node) {
  if (!ts.isFunctionLike(node) || !node.body) return undefined;
  if (ts.isConstructorDeclaration(node)) return "constructor";
  const { parent } = node;
  const isBound = ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent);
  return (node.name ?? (isBound || ts.isPropertyDeclaration(parent) ? parent.name : undefined))?.getText();
}

/** What the text of a file shows line by line. */
function textComplaints(path, text, lines) {
  const complaints = [];
  if (!/^(#!.*\n)?(\/\/|\/\*\*?) ?\S/.test(text)) {
    complaints.push("1: no header comment that says what the file is, and is not");
  }
  if (lines.length > FILE_LINES && !LONG_FILES.has(path)) {
    complaints.push(`1: ${lines.length} lines, more than ${FILE_LINES}: split it, or name it in LONG_FILES`);
  }
  for (const [index, line] of lines.entries()) {
    for (const { pattern, says } of LEFTOVERS) {
      if (pattern.test(line) && path !== "scripts/measure.mjs") complaints.push(`${index + 1}: ${says}`);
    }
  }
  return complaints;
}

/** Reads one file: its length, its named functions, and complaints as `line: text`. */
function measureFile(path) {
  const text = readFileSync(path, "utf8");
  const lines = text.trimEnd().split("\n");
  const complaints = textComplaints(path, text, lines);
  const functions = [];
  const rules = NODE_RULES.filter(({ where }) => where.test(path));
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const lineOf = (position) => source.getLineAndCharacterOfPosition(position).line + 1;
  const visit = (node) => {
    const line = lineOf(node.getStart());
    const name = functionName(node);
    if (name) functions.push({ name, line, length: lineOf(node.end) - line + 1 });
    for (const { says } of rules) {
      const complaint = says(node);
      if (complaint) complaints.push(`${line}: ${complaint}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  for (const { name, line, length } of SHIPPED.test(path) ? functions : []) {
    if (length > FUNCTION_LINES)
      complaints.push(`${line}: ${name} has ${length} lines, more than ${FUNCTION_LINES}`);
  }
  return { path, length: lines.length, functions, complaints };
}

/** `median / ninth decile / longest` of a list of lengths. */
function spread(lengths) {
  const sorted = lengths.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return `${at(0.5)} / ${at(0.9)} / ${at(1)}`;
}

const files = sourceFiles().map(measureFile);
const shipped = files.filter(({ path }) => SHIPPED.test(path));
const functions = shipped.flatMap((file) => file.functions);
const complaints = files.flatMap((file) => file.complaints.map((complaint) => `${file.path}:${complaint}`));

console.log(
  `sources    ${shipped.length} files, ${shipped.reduce((sum, file) => sum + file.length, 0)} lines`,
);
console.log(
  `files      ${spread(shipped.map((file) => file.length))} lines (median / ninth decile / longest)`,
);
console.log(`functions  ${spread(functions.map((fn) => fn.length))} lines, ${functions.length} of them`);
for (const complaint of complaints) console.error(complaint);
if (complaints.length > 0) {
  console.error(`${complaints.length} to mend`);
  process.exitCode = 1;
}
