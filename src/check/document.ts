/** Reports as read-only documents, back with their tabs after a reload. */
import * as vscode from 'vscode';
import type { Redacted } from '../messages/redact';
import { checkScheme } from './scheme';

/** The part of a file system that a report needs. */
export interface ReportFiles {
  modified(uri: vscode.Uri): Promise<number>;
  read(uri: vscode.Uri): Promise<string>;
  write(uri: vscode.Uri, text: string): Promise<void>;
}

export interface Reports {
  readonly files: ReportFiles;
  /** @param at milliseconds since the epoch */
  keep(name: string, at: number, text: Redacted): Promise<vscode.Uri>;
}

interface Kept {
  readonly at: number;
  readonly text: string;
}

const memory = 'aside.checks';
/** Reports that are kept. */
const mostKept = 5;

/** @param memento has no key in it: reports are masked before they come here */
export function createReports(memento: vscode.Memento): Reports {
  const kept = () => memento.get<Readonly<Record<string, Kept>>>(memory, {});

  function find(uri: vscode.Uri): Kept {
    const found = kept()[uri.path];
    if (!found) throw vscode.FileSystemError.FileNotFound(uri);
    return found;
  }

  return {
    files: {
      modified: async (uri) => find(uri).at,
      read: async (uri) => find(uri).text,
      write(uri) {
        throw vscode.FileSystemError.NoPermissions(uri);
      },
    },
    async keep(name, at, text) {
      const uri = reportUri(name, at);
      const before = Object.entries(kept()).filter(([path]) => path !== uri.path);
      await memento.update(memory, Object.fromEntries([...before, [uri.path, { at, text }]].slice(-mostKept)));
      return uri;
    },
  };
}

/** Named by the endpoint and the time: a tab has room for no more. */
function reportUri(name: string, at: number): vscode.Uri {
  const time = new Date(at).toTimeString().slice(0, 8).replaceAll(':', '.');
  return vscode.Uri.from({ scheme: checkScheme, path: `/check ${name.replace(/[\\/:*?"<>|#%]/g, '-')} ${time}.md` });
}
