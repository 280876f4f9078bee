// The suites of test/host in the Node extension host. VS Code calls `run` (--extensionTestsPath).
import { mocha } from './mochaNode';
import 'all-tests:host';
import * as vscode from 'vscode';
import { runAndReport } from '../harness/hostReporter';

export async function run(): Promise<void> {
  await runAndReport(mocha, vscode.workspace.getConfiguration('asideTest'));
}
