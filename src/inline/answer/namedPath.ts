/** Characters of a line that may name a file: longer ones are code or text. */
const longest = 1000;

/** Whether a text is a path with folders, or a file's name with an extension. */
function isPath(text: string): boolean {
  return /^[\w@.~-]+(?:[/\\][\w@.~-]+)*$/.test(text) && (/[/\\]/.test(text) || /[^]\.\w+$/.test(text));
}

/** The path in what stands behind a fence: `ts src/cart.ts`, `src/cart.ts`, `ts title="src/cart.ts"`. */
export function pathInInfo(info: string): string | undefined {
  if (info.length > longest) return undefined;
  if (isPath(info) && info.includes('.')) return info;
  const behind = info.replace(/^[^\s:]+/, '');
  return behind.split(/[\s:="'()#]+/).find(isPath);
}

/** The path that is all a comment says: `// src/cart.ts`, `# file: cart.py`, `<!-- index.html -->`. */
export function pathInComment(line: string): string | undefined {
  if (line.length > longest) return undefined;
  const [, said] = /^(?:\/\/|#|--|\/\*|<!--|;)\s*(?:file(?:name)?:\s*)?([^]*)/i.exec(line.trim()) ?? [];
  const path = said?.replace(/(\*\/|-->)$/, '').trim();
  return path !== undefined && isPath(path) ? path : undefined;
}

/** The files' names that a sentence has in backticks or in bold. */
export function pathsInSentence(sentence: string): string[] {
  const marked = [...sentence.matchAll(/[`*]([^`*\s]{1,1000})[`*]/g)].map((match) => match[1]!);
  return marked.filter((one) => isPath(one) && /\.\w+$/.test(one));
}
