import * as vscode from 'vscode';
import { createLineTokenizer, scopesAt, type LineTokenizer, type TokenizedLine } from '../../textmate';
import { Disposables } from '../../util/disposable';
import { commentAt, isCommentScope, type Comment } from './comment';
import { documentLines } from './documentLines';
import { type Languages } from './grammars';
import { mayBeComment } from './prefilter';
import { scanCommentAt } from './scanComment';

export interface FoundComment {
  readonly comment: Comment;
  /** The language at the comment; of a script in HTML the script's. */
  readonly languageId: string;
}

export interface Comments extends vscode.Disposable {
  /** False where there is surely none: a cheap answer for a cursor that moves. */
  mayBeAt(document: vscode.TextDocument, position: vscode.Position): Promise<boolean>;
  /**
   * The comment at a position of the document, if there is one. Tokenises up to there in slices, so that the host
   * stays responsive; what was done is kept until the document changes above.
   */
  at(
    document: vscode.TextDocument,
    position: vscode.Position,
    token?: vscode.CancellationToken,
  ): Promise<FoundComment | undefined>;
}

/** Milliseconds of tokenising before other work gets its turn. */
const slice = 10;
/** Beyond this line the scan for markers takes over: the wait would be longer than the answer is worth. */
const maxLines = 50_000;
/** Milliseconds of tokenising for one answer; beyond it, too, the scan answers, and the next look goes on from here. */
const maxWork = 2000;
const maxDocuments = 8;

interface Session {
  readonly scopeName: string;
  readonly tokenizer: LineTokenizer;
  readonly lines: Map<number, TokenizedLine>;
}

export function createComments(languages: Languages): Comments {
  const disposables = new Disposables();
  // Insertion order is order of use: the first is dropped when there are too many.
  const sessions = new Map<vscode.TextDocument, Session>();

  disposables.add(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const session = sessions.get(document);
      if (!session) return;
      for (const change of contentChanges) session.tokenizer.changed(change.range.start.line);
      session.lines.clear();
    }),
  );
  disposables.add(vscode.workspace.onDidCloseTextDocument((document) => sessions.delete(document)));
  disposables.add(vscode.extensions.onDidChange(() => sessions.clear()));

  async function sessionFor(document: vscode.TextDocument): Promise<Session | undefined> {
    const scopeName = languages.scopeName(document.languageId);
    if (scopeName === undefined) return undefined;
    let session = sessions.get(document);
    if (session?.scopeName !== scopeName) {
      const grammar = await languages.grammar(scopeName);
      if (!grammar) return undefined;
      session = { scopeName, tokenizer: createLineTokenizer(grammar, scopeName), lines: new Map() };
    }
    sessions.delete(document);
    sessions.set(document, session);
    const [oldest] = sessions.keys();
    if (sessions.size > maxDocuments && oldest) sessions.delete(oldest);
    return session;
  }

  return {
    async mayBeAt(document, position) {
      return mayBeComment(documentLines(document), position.line, await languages.markers(document.languageId));
    },
    async at(document, position, token) {
      const markers = await languages.markers(document.languageId);
      const source = documentLines(document);
      const session = position.line < maxLines ? await sessionFor(document) : undefined;
      // Meanwhile, lines may have gone.
      if (document.isClosed || position.line >= document.lineCount) return undefined;
      if (!session) {
        const comment = scanCommentAt(source, position, markers);
        return comment && { comment, languageId: document.languageId };
      }
      const version = document.version;
      let started = performance.now();
      let work = 0;
      while (!session.tokenizer.advance(source, position.line, () => performance.now() - started > slice)) {
        work += performance.now() - started;
        if (work > maxWork) {
          const comment = scanCommentAt(source, position, markers);
          return comment && { comment, languageId: document.languageId };
        }
        await new Promise((resolve) => setTimeout(resolve, 0));
        if (token?.isCancellationRequested || document.isClosed || document.version !== version) return undefined;
        started = performance.now();
      }
      const view = {
        lineCount: source.lineCount,
        line(n: number): TokenizedLine {
          let line = session.lines.get(n);
          if (!line) {
            line = session.tokenizer.line(source, n);
            session.lines.set(n, line);
          }
          return line;
        },
      };
      if (session.lines.size > 2000) session.lines.clear();
      const line = view.line(position.line);
      const carriedIsComment = line.carried.some(isCommentScope);
      if (!carriedIsComment && !line.tokens.some((one) => one.scopes.some(isCommentScope))) {
        // The lines of a recipe are the shell's, and a comment there is one for the reader, though not for the grammar.
        if (document.languageId !== 'makefile' || !/^\t\s*#/.test(line.text)) return undefined;
        const comment = scanCommentAt(source, position, markers);
        return comment && { comment, languageId: document.languageId };
      }
      const scopes = scopesAt(line, position.character);
      const languageId = languages.embeddedLanguage(session.scopeName, scopes) ?? document.languageId;
      const comment = commentAt(
        view,
        position,
        languageId === document.languageId ? markers : await languages.markers(languageId),
      );
      return comment && { comment, languageId };
    },
    dispose() {
      disposables.dispose();
      sessions.clear();
    },
  };
}
