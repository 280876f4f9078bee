/** The steps about the endpoint at which a request failed: the same in the panel and in an editor. */
import * as vscode from 'vscode';
import { haveSameOrigin } from '../messages/url';
import type { Config } from '../settings/config';
import type { EndpointSteps, FailedRequest } from '../wording/takeStep';

export interface EndpointStepsDeps {
  readonly config: Pick<Config, 'endpoint' | 'endpoints' | 'setBaseUrl'>;
  run(command: string, ...args: unknown[]): Thenable<unknown>;
}

/** What is changed is the endpoint that failed. It is asked once more only where it is still the active one. */
export function endpointSteps({ config, run }: EndpointStepsDeps, failed: FailedRequest): EndpointSteps {
  const name = failed.endpoint ?? config.endpoint().name;
  const isActive = () => config.endpoint().name === name;
  return {
    setKey: async () => (await run('aside.setKey', name)) === true && isActive(),
    async useBaseUrl() {
      const { workingBaseUrl } = failed;
      const now = config.endpoints().find((endpoint) => endpoint.name === name)?.baseUrl;
      // The one that works was found at the origin that failed, and what is kept of a reply may come from a file that
      // was imported: no endpoint is moved to another origin.
      if (now === undefined || workingBaseUrl === undefined || !haveSameOrigin(now, workingBaseUrl)) {
        const sentence = vscode.l10n.t('{0} has another base URL by now, so it was left as it is.', name);
        void vscode.window.showWarningMessage(sentence);
        return false;
      }
      await config.setBaseUrl(name, workingBaseUrl);
      return isActive();
    },
    checkBaseUrl: () => run('workbench.action.openSettings', 'aside.endpoints'),
    // The model is a setting, and counts for the endpoint that is asked next.
    pickModel: () => run('aside.pickModel'),
    openSettings: () => run('aside.openSettings'),
    showLog: () => run('aside.showLog'),
    checkEndpoint: () => run('aside.checkEndpoint', name),
  };
}
