// The same suites in the web worker extension host, on mocha's browser build.
import { mocha } from './mochaWeb';
import 'all-tests:host';
import * as vscode from 'vscode';
import { runAndReport } from '../harness/hostReporter';

export async function run(): Promise<void> {
  await runAndReport(mocha, vscode.workspace.getConfiguration('asideTest'));
}
