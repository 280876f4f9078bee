import { type LineSource } from '../../textmate';

/** A name in the code near a comment, and where it stands. */
export interface Mention {
  readonly name: string;
  readonly line: number;
  readonly character: number;
}

export interface Mentions {
  /** What is named in the code, the most relevant first. */
  readonly inCode: readonly Mention[];
  /** Names that the comment says and the code near it does not. */
  readonly onlyInComment: readonly string[];
}

interface MentionsInput {
  readonly source: LineSource;
  readonly comment: { readonly start: { readonly line: number }; readonly end: { readonly line: number } };
  /** What the comment says. */
  readonly text: string;
  /** First line of the function or class around the comment. */
  readonly signature: number | undefined;
}

/** Lines around a comment in which names count. */
const near = 12;
/** Lines of a file's head in which imports are looked for. */
const head = 150;
/** Lines around a comment in which a name that it says is looked for. */
const far = 400;

const word = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
const importLine = /^\s*(import|from|use|using|include|require|#\s*include|export\s.*\bfrom\b)\b|\brequire\(/;
const commentLine = /^\s*(\/\/|\/?\*|--|;|%|#(?!\s*include))/;

/** Words of the languages themselves: no language extension has a definition of them. */
const reserved = new Set(
  (
    'abstract and any args async await bool boolean break case catch char class const continue def default del delete ' +
    'do double elif else end enum except export extends false final finally float fn for foreach from func function ' +
    'get global if implements import in include include_once instanceof int interface is lambda let long match mod ' +
    'module mut namespace new nil none not null number object of or override package pass pragma private protected pub ' +
    'public raise readonly require return self set short static str string struct super switch then this throw throws ' +
    'trait true try type typedef typeof undefined unless unsigned until use using val var virtual void when where while ' +
    'with yield'
  ).split(' '),
);

/** The names whose definitions help to write the code that a comment asks for. */
export function mentionsAround({ source, comment, text, signature }: MentionsInput): Mentions {
  const said = new Set((text.match(word) ?? []).filter(isName));
  const found = new Map<string, Mention & { readonly weight: number }>();
  const look = (line: number, weight: number, only?: ReadonlySet<string>) => {
    if (line < 0 || line >= source.lineCount || (line >= comment.start.line && line <= comment.end.line)) return;
    const code = source.lineAt(line);
    if (code.length > maxLine || commentLine.test(code)) return;
    for (const { 0: name, index } of code.matchAll(word)) {
      if (!isName(name) || (only && !only.has(name))) continue;
      const weighed = weight + (said.has(name) ? saidWeight : 0);
      if ((found.get(name)?.weight ?? 0) < weighed) found.set(name, { name, line, character: index, weight: weighed });
    }
  };
  if (signature !== undefined) for (let n = signature; n < signature + 3 && n < comment.start.line; n++) look(n, 4);
  for (let away = 1; away <= near; away++) {
    const weight = 3 - away / (near + 1);
    look(comment.start.line - away, weight);
    look(comment.end.line + away, weight - 0.01);
  }
  for (let n = 0; n < head && n < source.lineCount; n++) if (importLine.test(source.lineAt(n))) look(n, 1);
  for (let n = comment.start.line - far; n <= comment.end.line + far; n++) look(n, 0.1, said);
  const inCode = [...found.values()].sort((a, b) => b.weight - a.weight);
  return {
    inCode: inCode.map(({ name, line, character }) => ({ name, line, character })),
    onlyInComment: [...said].filter((name) => !found.has(name) && looksLikeCode(name, text)),
  };
}

const saidWeight = 10;
/** Minified code names too much. */
const maxLine = 1000;

function isName(name: string): boolean {
  return name.length > 1 && !reserved.has(name);
}

/** Told from a word of the sentence by its form: `formatMoney`, `format_money`, `Format()`, or in backticks. */
function looksLikeCode(name: string, text: string): boolean {
  return /[\p{Ll}\p{N}]\p{Lu}|_|\$/u.test(name) || text.includes(`\`${name}\``) || text.includes(`${name}(`);
}
