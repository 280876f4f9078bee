import * as vscode from 'vscode';
import type { StoredError, Turn } from '../../conversation/model';
import { branchOf } from '../../conversation/model';
import { sentRequest } from '../../conversation/sent';
import { Disposables } from '../../util/disposable';
import { copyForms, copyRequest, formName, knownRequest, type CopyDeps } from './copyRequest';
import { exportTurn } from './exportTurn';
import { requestScheme, type OptionFiles } from './lazyFiles';
import type { Redacted } from '../../messages/redact';
import type { Recordings } from './recordings';
import { requestText } from './requestText';
import { saveFixture } from './saveFixture';
import type { Session } from '../session/types';

export interface RequestsDeps extends CopyDeps {
  readonly recordings: Recordings;
  find(conversation: string): Promise<Session | undefined>;
  /** The conversation of the side panel. */
  current(): Promise<Session>;
  /** Those that are open. */
  sessions(): Iterable<Session>;
  /** A request that is on show is another one now. */
  changed(uri: vscode.Uri): void;
  errorSentence(error: StoredError, endpoint: string): string;
}

/**
 * What commands are about: the document of a request that VS Code passes, what a menu of the panel says of the reply, or
 * nothing: then the active document, else the last reply of the conversation in the side panel.
 */
export type Target = vscode.Uri | { readonly turn?: unknown } | undefined;

/** The exit into documents, which are searched, copied and attached like any file. */
export interface RequestFiles extends OptionFiles {
  read(uri: vscode.Uri): Promise<Redacted>;
}

/** The requests behind replies, as documents to read, to copy and to save. */
export interface Requests extends vscode.Disposable {
  readonly files: RequestFiles;
  show(target?: Target): Promise<void>;
  /** @param form one of `CopyForm`; asked for where it is anything else, such as what a menu passes */
  copy(target?: Target, form?: unknown): Promise<void>;
  saveFixture(target?: Target): Promise<void>;
  /** Writes a reply and its question to a file. */
  exportTurn(target?: Target): Promise<void>;
}

/** One reply in its conversation. */
interface Reply {
  readonly session: Session;
  readonly turn: Turn;
}

export function createRequests(deps: RequestsDeps): Requests {
  const { recordings } = deps;
  const disposables = new Disposables();

  async function replyAt(uri: vscode.Uri): Promise<Reply | undefined> {
    const [conversation = '', id = ''] = uri.query.split('/');
    const session = await deps.find(conversation);
    const turn = session?.conversation().turns.get(id);
    return session && turn?.role === 'assistant' ? { session, turn } : undefined;
  }

  async function replyOf(target: Target): Promise<Reply | undefined> {
    const shown = vscode.window.activeTextEditor?.document.uri;
    const uri = target instanceof vscode.Uri ? target : target === undefined && isRequest(shown) ? shown : undefined;
    if (uri) return replyAt(uri);
    const id = (target as { turn?: unknown } | undefined)?.turn;
    const reply = typeof id === 'string' ? openReply(id) : lastReply(await deps.current());
    if (reply) return reply;
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no reply in this conversation yet.'));
    return undefined;
  }

  function openReply(id: string): Reply | undefined {
    for (const session of deps.sessions()) {
      const turn = session.conversation().turns.get(id);
      if (turn) return { session, turn };
    }
    return undefined;
  }

  /** While a reply is running, its document is that of a moment: it is read again when the reply is over. */
  function refreshWhenDone({ session, turn }: Reply, uri: vscode.Uri): void {
    if (turn.state !== 'streaming') return;
    const listening = disposables.add(
      session.listen(({ type }) => {
        if (type !== 'busy' || session.busy()) return;
        listening.dispose();
        deps.changed(uri);
      }),
    );
  }

  disposables.add(
    vscode.languages.registerCodeLensProvider(
      { scheme: requestScheme },
      { provideCodeLenses: ({ uri }) => lenses(uri) },
    ),
  );

  return {
    files: {
      async modified(uri) {
        const { turn } = (await replyAt(uri)) ?? notFound(uri);
        // One that is running is another one each time; one that has gone from memory, too.
        return turn.state === 'streaming' ? Date.now() : turn.at + (turn.total ?? 0) + recordings.count(turn.id);
      },
      async read(uri) {
        const { session, turn } = (await replyAt(uri)) ?? notFound(uri);
        const request = sentRequest(session.conversation(), turn) ?? notFound(uri);
        const error = turn.error && deps.errorSentence(turn.error, turn.endpoint ?? '');
        const redactor = await deps.redactor();
        return requestText({ turn, request, recording: recordings.find(turn.id, redactor), error }, redactor);
      },
      write(uri) {
        throw vscode.FileSystemError.NoPermissions(uri);
      },
    },
    async show(target) {
      const reply = await replyOf(target);
      if (!reply || !knownRequest(reply.session.conversation(), reply.turn)) return;
      const uri = requestUri(reply);
      // One that is open already may be older than what it is about.
      deps.changed(uri);
      refreshWhenDone(reply, uri);
      await vscode.window.showTextDocument(uri, { preview: true });
    },
    async copy(target, form) {
      const reply = await replyOf(target);
      if (reply)
        await copyRequest(
          deps,
          reply.session,
          reply.turn.id,
          copyForms.find((one) => one === form),
        );
    },
    async saveFixture(target) {
      const reply = await replyOf(target);
      const request = reply && knownRequest(reply.session.conversation(), reply.turn);
      if (!request) return;
      const redactor = await deps.redactor();
      await saveFixture(reply.turn, request, recordings.find(reply.turn.id, redactor), redactor);
    },
    async exportTurn(target) {
      const reply = await replyOf(target);
      if (reply) await exportTurn(reply.session.conversation(), reply.turn, deps.redactor);
    },
    dispose: () => disposables.dispose(),
  };
}

function lastReply(session: Session): Reply | undefined {
  const turn = branchOf(session.conversation()).findLast(({ role }) => role === 'assistant');
  return turn && { session, turn };
}

/** Named by the time at which it was asked: a tab has room for no more. */
function requestUri({ session, turn }: Reply): vscode.Uri {
  const time = new Date(turn.at).toTimeString().slice(0, 8).replaceAll(':', '.');
  return vscode.Uri.from({ scheme: requestScheme, path: `/request ${time}.md`, query: `${session.id}/${turn.id}` });
}

function isRequest(uri: vscode.Uri | undefined): uri is vscode.Uri {
  return uri?.scheme === requestScheme;
}

function lenses(uri: vscode.Uri): vscode.CodeLens[] {
  const { l10n } = vscode;
  const top = new vscode.Range(0, 0, 0, 0);
  const lens = (title: string, command: string, ...more: unknown[]) =>
    new vscode.CodeLens(top, { title, command, arguments: [uri, ...more] });
  return [
    ...copyForms.map((form) => lens(l10n.t('Copy as {0}', formName(form)), 'aside.copyRequest', form)),
    lens(l10n.t('Save as Fixture…'), 'aside.saveFixture'),
  ];
}

function notFound(uri: vscode.Uri): never {
  throw vscode.FileSystemError.FileNotFound(uri);
}
