import { withoutLineEnds } from '../../util/blankEnds';
import { createShellLines } from './shellLines';

/**
 * What of a code block goes to a terminal: of a recorded session the commands alone, without their prompts and what they
 * printed. Undefined for what a terminal would act upon instead of showing it: control characters are keys there.
 */
export function terminalText(code: string, language: string): string | undefined {
  const text = withoutLineEnds(code.replace(/\r\n?/g, '\n'));
  if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(text)) return undefined;
  return sessions.has(language.toLowerCase()) ? commandsOf(text) : text;
}

/** Labels of blocks that may show what was typed along with what came of it. */
const sessions = new Set([
  'console',
  'shell-session',
  'shellsession',
  'sh-session',
  'terminal',
  'shell',
  'sh',
  'bash',
  'zsh',
]);

const prompt = /^\s*(?:\$|%|❯)\s+/;

function commandsOf(text: string): string {
  const lines = text.split('\n');
  if (!lines.some((line) => prompt.test(line))) return text;
  const commands: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    if (!prompt.test(lines[at]!)) continue;
    const length = commandLength(lines, at);
    // Of a command that never ends the shell showed no more than its lines behind prompts.
    if (length === undefined)
      return [
        ...commands,
        ...lines
          .slice(at)
          .filter((line) => prompt.test(line))
          .map((line) => typed(line, 0)),
      ].join('\n');
    lines.slice(at, at + length).forEach((line, n) => commands.push(typed(line, n)));
    at += length - 1;
  }
  return commands.join('\n');
}

/** How many lines the command that begins there has; undefined where it is never whole. */
function commandLength(lines: readonly string[], from: number): number | undefined {
  const shell = createShellLines();
  for (let at = from; at < lines.length; at += 1) if (!shell.add(typed(lines[at]!, at - from))) return at - from + 1;
  return undefined;
}

/** A line without its prompt: the first line's, or that of a command that goes on. */
const typed = (line: string, index: number): string => line.replace(index === 0 ? prompt : /^> ?/, '');
