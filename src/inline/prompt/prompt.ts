import { estimateTokens } from '../../context/tokens';
import { type LineSource } from '../../textmate';
import { type Comment } from '../comment/comment';

/** Tokens, estimated, of the file that go along. */
export const promptBudget = { before: 6000, after: 2000, head: 750 };

export interface GeneratePromptInput {
  /** The file's name or path in the workspace, as a person would say it. */
  readonly file: string;
  /** The language at the comment: of a script in HTML the script's. */
  readonly languageId: string;
  readonly comment: Comment;
  /** The file's text around the comment. */
  readonly before: string;
  readonly after: string;
  readonly insertSpaces: boolean;
  readonly tabSize: number;
  /** What language extensions know of the place. */
  readonly scope?: Scope;
}

/** What is in scope at a place, beside the file's text. */
export interface Scope {
  /** The symbols around the place, the outermost first. */
  readonly inside: readonly string[];
  /** Definitions of what is named there, from elsewhere. */
  readonly definitions: readonly { readonly file: string; readonly text: string }[];
}

export interface Prompt {
  readonly system: string;
  readonly user: string;
}

/** Without a date or anything else that changes, so that a server can cache it. */
const system = [
  'You write code inside an editor. The user points at a comment in a file; write the code that the comment asks for. It is inserted directly below the comment.',
  'Reply with code only: no explanation, no Markdown fence, no repetition of the comment or of code that is already there.',
  'Fit the file: its language, names, style, and what is already imported or defined; each <definition> shows something of the project that is named near the comment. Close what you open, and nothing that was opened before. If an import is missing, use the full name or leave it; do not write imports in the middle of a file.',
  'If the comment asks for nothing that can be written as code there, answer with one sentence that says why.',
].join('\n');

/** What is asked of the model for a comment. */
export function generatePrompt(input: GeneratePromptInput): Prompt {
  const { before, after, scope = { inside: [], definitions: [] } } = input;
  const indentation = input.insertSpaces ? `${input.tabSize} spaces` : 'tabs';
  const user = [
    `File: ${input.file}`,
    `Language: ${input.languageId}`,
    `Indentation: ${indentation}. Start the first line at column one; it is indented for you.`,
    ...(scope.inside.length > 0 ? [`Inside: ${scope.inside.join(' › ')}`] : []),
    '',
    ...scope.definitions.flatMap(({ file, text }) => [
      `<definition file=${JSON.stringify(file)}>`,
      text,
      '</definition>',
    ]),
    '<before>',
    before,
    '</before>',
    '<after>',
    after,
    '</after>',
    '',
    'The comment at the end of <before> says:',
    '<comment>',
    input.comment.text,
    '</comment>',
    'Write the code that follows it.',
  ].join('\n');
  return { system, user };
}

/**
 * The file up to the end of the comment's last line and from there on, each within its budget: of what does not fit,
 * the nearest lines stay, and of the part before also the file's head, where the imports are. `below` is the first line of
 * the part after.
 */
export function surroundings(
  source: LineSource,
  comment: { readonly start: { readonly line: number }; readonly end: { readonly line: number } },
  budget = promptBudget,
  below = comment.end.line + 1,
): { before: string; after: string } {
  const above: string[] = [];
  let room = budget.before;
  let n = comment.end.line;
  for (; n >= 0; n--) {
    const line = source.lineAt(n);
    if (cost(line) > room && n < comment.start.line) break;
    room -= cost(line);
    above.unshift(line);
  }
  if (n >= 0) {
    const head: string[] = [];
    let left = budget.head;
    for (let m = 0; m <= n; m++) {
      const line = source.lineAt(m);
      if (cost(line) > left) break;
      left -= cost(line);
      head.push(line);
    }
    above.unshift(...head, '[…]');
  }

  const under: string[] = [];
  room = budget.after;
  for (let m = below; m < source.lineCount; m++) {
    const line = source.lineAt(m);
    if (cost(line) > room) {
      under.push('[…]');
      break;
    }
    room -= cost(line);
    under.push(line);
  }
  return { before: above.join('\n'), after: under.join('\n') };
}

function cost(line: string): number {
  return estimateTokens(`${line}\n`);
}
