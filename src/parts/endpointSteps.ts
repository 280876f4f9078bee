/** The steps about the endpoint at which a request failed: the same in the panel and in an editor. */
import * as vscode from 'vscode';
import { haveSameOrigin, siteOf } from '../messages/url';
import type { Config } from '../settings/config';
import type { EndpointSteps, FailedRequest } from '../wording/takeStep';

export interface EndpointStepsDeps {
  readonly config: Pick<Config, 'endpoint' | 'endpoints' | 'setBaseUrl'>;
  run(command: string, ...args: unknown[]): Thenable<unknown>;
  /** Opens a page in a browser. */
  open(url: string): Thenable<unknown>;
}

/** What is changed is the endpoint that failed. It is asked once more only where it is still the active one. */
export function endpointSteps({ config, run, open }: EndpointStepsDeps, failed: FailedRequest): EndpointSteps {
  const name = failed.endpoint ?? config.endpoint().name;
  const isActive = () => config.endpoint().name === name;
  const baseUrlNow = () => config.endpoints().find((endpoint) => endpoint.name === name)?.baseUrl;
  const tellOfMove = () =>
    void vscode.window.showWarningMessage(
      vscode.l10n.t('{0} has another base URL by now, so it was left as it is.', name),
    );
  return {
    setKey: async () => (await run('aside.setKey', name)) === true && isActive(),
    async useBaseUrl() {
      const { workingBaseUrl } = failed;
      const now = baseUrlNow();
      // The one that works was found at the origin that failed, and what is kept of a reply may come from a file that
      // was imported: no endpoint is moved to another origin.
      if (now === undefined || workingBaseUrl === undefined || !haveSameOrigin(now, workingBaseUrl)) {
        tellOfMove();
        return false;
      }
      await config.setBaseUrl(name, workingBaseUrl);
      return isActive();
    },
    async openSite() {
      const now = baseUrlNow();
      // As above: a page of another origin may only look like the platform's.
      const isSame = now !== undefined && failed.site !== undefined && haveSameOrigin(now, failed.site);
      const site = isSame ? siteOf(now) : undefined;
      if (site === undefined) tellOfMove();
      else await open(site);
    },
    checkBaseUrl: () => run('workbench.action.openSettings', 'aside.endpoints'),
    // The model is a setting, and counts for the endpoint that is asked next.
    pickModel: () => run('aside.pickModel'),
    openSettings: () => run('aside.openSettings'),
    showLog: () => run('aside.showLog'),
    checkEndpoint: () => run('aside.checkEndpoint', name),
  };
}

export function openPage(url: string): Thenable<unknown> {
  return vscode.env.openExternal(vscode.Uri.parse(url));
}
