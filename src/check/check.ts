/** The command that checks an endpoint: asks, shows progress, and opens the report. */
import * as vscode from 'vscode';
import { defaultModel } from '../messages/listedModels';
import type { MessagesClient } from '../messages/client';
import type { Endpoint } from '../messages/endpoint';
import type { OwnPrices } from '../messages/prices';
import { originOf } from '../messages/url';
import type { Log } from '../util/log';
import { askBeforeCheck } from './ask';
import { createReports, type ReportFiles } from './document';
import { readEnvironment, readProxySettings } from './facts';
import { estimate, isFree, plan } from './plan/plan';
import { createProbe, usualDeadlines, type Deadlines, type Probe } from './plan/probe';
import { runSteps } from './plan/run';
import type { Finding, StepId } from './plan/types';
import { createMask } from './report/mask';
import { reportText } from './report/report';
import { stepName, type Words } from './report/words';

export interface CheckDeps {
  readonly endpoints: () => readonly Endpoint[];
  /** The one in use. */
  readonly endpoint: () => Endpoint;
  /** The model that is asked at an endpoint, as far as that is known without asking. */
  readonly modelFor: (endpoint: Endpoint) => string | undefined;
  readonly prices: () => OwnPrices;
  readonly clientFor: (endpoint: Endpoint) => Promise<MessagesClient>;
  /** All keys that must never be shown. Rejects where they cannot be read: there is no report then. */
  readonly keys: () => Promise<readonly string[]>;
  readonly variable: (name: string) => string | undefined;
  readonly version: string;
  readonly isBrowser: boolean;
  readonly memento: vscode.Memento;
  readonly words: Pick<Words, 'notice'> & {
    readonly error: (error: Parameters<Words['error']>[0], endpoint: string) => string;
  };
  readonly log: Log;
  readonly show: (report: vscode.Uri) => Thenable<unknown>;
  readonly deadlines?: Deadlines;
  /** The window's own unless given. */
  readonly withProgress?: typeof vscode.window.withProgress;
}

export interface Check {
  /** @param name of an endpoint of the settings; the one in use for anything that is no text */
  run(name?: unknown): Promise<void>;
  readonly files: ReportFiles;
}

export function createCheck(deps: CheckDeps): Check {
  const reports = createReports(deps.memento);

  async function run(name: unknown): Promise<void> {
    const endpoint = typeof name === 'string' ? deps.endpoints().find((one) => one.name === name) : deps.endpoint();
    if (!endpoint) {
      void vscode.window.showErrorMessage(vscode.l10n.t('There is no endpoint “{0}” in the settings.', String(name)));
      return;
    }
    const extent = await extentOf(endpoint, deps);
    if (!extent) return;
    const at = Date.now();
    const { probe, findings } = await checked(endpoint, extent, deps);
    const text = reportText(
      {
        endpoint,
        findings,
        at,
        model: probe.known.model,
        usages: probe.usages,
        prices: deps.prices(),
        environment: readEnvironment(deps.version, deps.isBrowser),
        isBrowser: deps.isBrowser,
      },
      wordsFor(endpoint, deps),
      createMask(await deps.keys()),
    );
    await deps.show(await reports.keep(endpoint.name, at, text));
  }

  return { run, files: reports.files };
}

/** What is checked, after the person has heard what it costs. Not asked where it is certain to cost nothing. */
async function extentOf(endpoint: Endpoint, deps: CheckDeps): Promise<'all' | 'free' | undefined> {
  // Nothing is sent to an address that cannot be used: the report says why.
  if (!isUsable(endpoint)) return 'all';
  const picked = deps.modelFor(endpoint);
  const model = picked ?? defaultModel([], endpoint);
  const all = estimate(plan, model, deps.prices());
  if (all.dollars === 0 && picked !== undefined) return 'all';
  const free = estimate(plan.filter(isFree), model, {}).requests;
  const { name, baseUrl } = endpoint;
  return askBeforeCheck({ endpoint: name, baseUrl, all, free, model, isGuess: picked === undefined });
}

function isUsable({ baseUrl }: Endpoint): boolean {
  try {
    return originOf(baseUrl) !== '';
  } catch {
    return false;
  }
}

async function checked(
  endpoint: Endpoint,
  extent: 'all' | 'free',
  deps: CheckDeps,
): Promise<{ readonly probe: Probe; readonly findings: readonly Finding[] }> {
  const { l10n, window, ProgressLocation } = vscode;
  const leftOut = new Set<StepId>(extent === 'all' ? [] : plan.filter((step) => !isFree(step)).map(({ id }) => id));
  const stop = new AbortController();
  const probe = createProbe({
    endpoint,
    clientFor: deps.clientFor,
    proxies: readProxySettings(deps.variable),
    model: deps.modelFor(endpoint),
    signal: stop.signal,
    deadlines: deps.deadlines ?? usualDeadlines,
    now: () => performance.now(),
    clock: () => Date.now(),
  });
  const title = l10n.t('Checking {0}', endpoint.name);
  const options = { location: ProgressLocation.Notification, cancellable: true, title };
  const { withProgress = window.withProgress } = deps;
  const findings = await withProgress(options, (progress, token) => {
    token.onCancellationRequested(() => stop.abort());
    return runSteps({
      ...{ steps: plan, leftOut, probe, signal: stop.signal },
      onStep(step, index) {
        deps.log.debug(`checking ${endpoint.name}: ${step}`);
        const message = l10n.t('{0} ({1} of {2})', stepName(step, l10n), index + 1, plan.length);
        progress.report({ message, increment: 100 / plan.length });
      },
    });
  });
  return { probe, findings };
}

function wordsFor({ name }: Endpoint, { words }: CheckDeps): Words {
  return {
    l10n: vscode.l10n,
    language: vscode.env.language,
    error: (error) => words.error(error, name),
    notice: words.notice,
  };
}
