import * as vscode from 'vscode';
import { checkOption, requestOptions, type OptionOverrides, type OptionProblem } from '../../conversation/options';
import { type OptionFiles, optionsScheme } from '../requests/lazyFiles';
import type { Session } from '../session/types';
import { newerSentence } from '../notices/warnings';

const fileName = 'request-options.json';

/** Where the options of a conversation are edited as JSON. */
export function optionsUri(conversation: string): vscode.Uri {
  return vscode.Uri.from({ scheme: optionsScheme, path: `/${conversation}/${fileName}` });
}

export function optionsText(options: OptionOverrides): string {
  return `${JSON.stringify(options, null, 2)}\n`;
}

/** The options of conversations as files of JSON. What does not fit is not saved: the editor keeps it, and says why. */
export function createOptionFiles(
  find: (id: string) => Promise<Session | undefined>,
  problemText: (problem: OptionProblem) => string,
): OptionFiles {
  async function sessionOf(uri: vscode.Uri): Promise<Session> {
    const [, id = '', name] = uri.path.split('/');
    const session = name === fileName ? await find(id) : undefined;
    if (!session) throw vscode.FileSystemError.FileNotFound(uri);
    return session;
  }

  return {
    async modified(uri) {
      const { setAt, created } = (await sessionOf(uri)).conversation();
      return setAt.options ?? created;
    },
    read: async (uri) => optionsText((await sessionOf(uri)).conversation().options),
    async write(uri, text) {
      const session = await sessionOf(uri);
      if (session.conversation().newer) throw vscode.FileSystemError.Unavailable(newerSentence());
      const read = readOverrides(text);
      if ('options' in read) return session.change({ t: 'options', options: read.options });
      const { problem } = read;
      throw vscode.FileSystemError.Unavailable(
        problem === undefined
          ? vscode.l10n.t('This is no JSON object. Nothing was changed.')
          : typeof problem === 'string'
            ? vscode.l10n.t('There is no option “{0}”. Nothing was changed.', problem)
            : problemText(problem),
      );
    },
  };
}

/** `problem` is undefined for what is no JSON object, and a name for an option that does not exist. */
function readOverrides(text: string): { options: OptionOverrides } | { problem: OptionProblem | string | undefined } {
  let value: unknown;
  try {
    value = text.trim() === '' ? {} : JSON.parse(text);
  } catch {
    return { problem: undefined };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { problem: undefined };
  for (const [name, set] of Object.entries(value)) {
    const spec = requestOptions.find(({ setting }) => setting === name);
    if (!spec) return { problem: name };
    const problem = checkOption(spec, set);
    if (problem) return { problem };
  }
  return { options: value as OptionOverrides };
}
