import { type LineSource } from '../../textmate';
import { surroundings, type Prompt } from './prompt';

export interface EditPromptInput {
  /** The file's path in the workspace. */
  readonly file: string;
  readonly languageId: string;
  readonly source: LineSource;
  /** The selected lines, zero-based, the last one included; `last` before `first` where there are none. */
  readonly first: number;
  readonly last: number;
  readonly insertSpaces: boolean;
  readonly tabSize: number;
  /** What was asked for, the latest last. */
  readonly instructions: readonly string[];
}

/** Without anything that changes, so that a server can cache it. */
const system = [
  'You change code inside an editor. The user has selected lines of a file and says what to do with them. Your reply replaces the selected lines.',
  'Reply with the selected lines as they shall become, complete and nothing else: no explanation, no Markdown fence, no line from before or after the selection, and no placeholder for code that stays.',
  'Change only what the instruction asks for. Keep the indentation, names and style of the file.',
  'If the selection shall be removed, reply with an empty code fence. If the instruction asks for nothing that can be done there, answer with one sentence that says why.',
].join('\n');

/** What is asked of the model for an edit. */
export function editPrompt(input: EditPromptInput): Prompt {
  const { source, first, last } = input;
  const place = { start: { line: first }, end: { line: first - 1 } };
  const { before, after } = surroundings(source, place, undefined, last + 1);
  const selected: string[] = [];
  for (let n = first; n <= last; n++) selected.push(source.lineAt(n));
  const earlier = input.instructions.slice(0, -1);
  const user = [
    `File: ${input.file}`,
    `Language: ${input.languageId}`,
    `Indentation: ${input.insertSpaces ? `${input.tabSize} spaces` : 'tabs'}`,
    '',
    '<before>',
    before,
    '</before>',
    '<selected>',
    ...selected,
    '</selected>',
    '<after>',
    after,
    '</after>',
    '',
    ...(earlier.length > 0 ? ['Already done in <selected>:', ...earlier.map((one) => `- ${one}`), ''] : []),
    '<instruction>',
    input.instructions.at(-1) ?? '',
    '</instruction>',
    'Write the selected lines as they shall become.',
  ].join('\n');
  return { system, user };
}
