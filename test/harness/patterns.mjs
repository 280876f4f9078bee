// `npm run patterns`: no regular expression of the product takes more than linear time on text of any length. Those that
// may are in `patternBounds.mjs`, each with what bounds its text.
import { readFileSync, readdirSync, writeFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { check } from 'recheck';
import ts from 'typescript';
import { cache, root } from './bootstrap/paths.mjs';
import { bounds } from './patternBounds.mjs';

/** What a pattern was found to be lasts for as long as the tool that found it. */
const { version } = createRequire(import.meta.url)('recheck/package.json');
const kept = join(cache, 'patterns.json');
const known = readKept();
const verdicts = {};
const problems = [];
const used = new Set();

for (const { pattern, place } of patternsOf('src')) {
  const [file] = place.split(':');
  const bound = bounds.findIndex((one) => one.file === file && one.pattern === pattern);
  if (bound >= 0) used.add(bound);
  else if (pattern.startsWith('new ')) problems.push(`${place}: no bound is given for ${pattern}`);
  else if (!(await isLinear(pattern))) {
    problems.push(`${place}: ${pattern} takes more than linear time on ${verdicts[pattern]}`);
  }
}
bounds.forEach(({ file, pattern }, n) => {
  if (!used.has(n)) problems.push(`patternBounds.mjs: ${file} has no ${pattern}`);
});
mkdirSync(cache, { recursive: true });
writeFileSync(kept, JSON.stringify({ version, verdicts }));
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exitCode = 1;
} else console.log(`${Object.keys(verdicts).length} patterns are linear, ${bounds.length} have a bound`);

function readKept() {
  try {
    const found = JSON.parse(readFileSync(kept, 'utf8'));
    return found.version === version ? found.verdicts : {};
  } catch {
    return {};
  }
}

/** Every regular expression of the sources, and every place that makes one at run time. */
function* patternsOf(folder) {
  const names = readdirSync(join(root, folder), { recursive: true }).map(String);
  for (const name of names.filter((one) => one.endsWith('.ts')).sort()) {
    const file = `${folder}/${name.replaceAll('\\', '/')}`;
    const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
    yield* patternsIn(source, source);
  }
}

function* patternsIn(node, source) {
  const place = () => `${source.fileName}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
  if (ts.isRegularExpressionLiteral(node)) yield { pattern: node.text, place: place() };
  if (ts.isNewExpression(node) && node.expression.getText() === 'RegExp') {
    yield { pattern: `new RegExp(${node.arguments[0].getText()})`.replace(/\s+/g, ' '), place: place() };
  }
  const children = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* patternsIn(child, source);
}

/** Whether a pattern is linear; else `verdicts` has a text on which it is not. */
async function isLinear(pattern) {
  const end = pattern.lastIndexOf('/');
  verdicts[pattern] ??= known[pattern] ?? (await attackOn(pattern.slice(1, end), pattern.slice(end + 1)));
  return verdicts[pattern] === 'none';
}

async function attackOn(source, flags) {
  const found = await check(source, flags.replace('d', ''), { timeout: 60_000 });
  if (found.status === 'safe') return 'none';
  return found.attack ? JSON.stringify(found.attack.pumps.map((one) => one.pump)) : (found.error?.kind ?? 'some text');
}
