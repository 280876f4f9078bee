/**
 * What of a code block goes to a terminal: of a recorded session the commands alone, without their prompts and what they
 * printed. Undefined for what a terminal would act upon instead of showing it: control characters are keys there.
 */
export function terminalText(code: string, language: string): string | undefined {
  const text = code.replace(/\r\n?/g, '\n').replace(/\n+$/, '');
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
  let goesOn = false;
  for (const line of lines) {
    // A command that goes on stands behind another prompt, or none.
    if (prompt.test(line)) commands.push(line.replace(prompt, ''));
    else if (goesOn) commands.push(line.replace(/^> ?/, ''));
    else continue;
    goesOn = line.endsWith('\\');
  }
  return commands.join('\n');
}
