/** What to do about what is wrong. */
import type { Fault } from '../plan/faults';
import type { Verdict } from '../plan/types';
import type { L10n } from '../../wording/l10n';

/** Undefined where nothing has to be done, or nothing can. */
export function adviceFor(verdict: Verdict, l10n: L10n, isBrowser: boolean): string | undefined {
  switch (verdict.code) {
    case 'fault':
      return faultAdvice(verdict.fault, l10n, isBrowser);
    case 'proxySet':
      return l10n.t('If the connection fails, check whether the proxy is up and lets this address through.');
    case 'keyNeeded':
      return l10n.t('Set “auth” of the endpoint to “bearer” or “x-api-key” in aside.endpoints, and enter the key.');
    case 'otherAuth':
      return l10n.t('Set “auth” of the endpoint to “{0}” in aside.endpoints.', verdict.works);
    case 'notListed':
      return l10n.t('If replies fail, pick one of the listed models.');
    case 'atOnce':
      return l10n.t('Check for a proxy or a server setting that buffers responses.');
    case 'notStreamed':
      return l10n.t('If replies are slow to appear, use another endpoint or another model.');
    case 'toolBroken':
      return l10n.t('Do not rely on tools with this model at this endpoint.');
    case 'replied':
      return verdict.otherModel && l10n.t('Check on the platform which model is behind this name.');
    default:
      return undefined;
  }
}

function faultAdvice({ kind, error }: Fault, l10n: L10n, isBrowser: boolean): string | undefined {
  const { workingBaseUrl } = error.details;
  switch (kind) {
    case 'noEndpoint':
      return l10n.t('Add the endpoint to aside.endpoints, or pick another one.');
    case 'badAddress':
      return l10n.t('Correct the base URL in aside.endpoints. Plain http: works for this machine only.');
    case 'badKey':
    case 'noKey':
      return l10n.t('Enter the key with Aside: Set API Key.');
    case 'badHeader':
      return l10n.t('Correct or remove the header in aside.endpoints.');
    case 'notClaude':
    case 'noModel':
      return l10n.t('Pick a model that the endpoint has.');
    case 'certificate':
      return l10n.t(
        'If a company signs its own certificates, install its authority in the system and leave http.systemCertificates on. Otherwise, do not trust this connection.',
      );
    case 'notTls':
      return l10n.t('Check the port, and whether the base URL should begin with http: instead of https:.');
    case 'proxy':
      return l10n.t('Check the proxy settings, and the name and password for the proxy.');
    case 'unknownHost':
      return l10n.t(
        'Check the spelling of the base URL, and whether this machine is online or needs a VPN or a proxy.',
      );
    case 'connectionRefused':
      return l10n.t('Start the server, or correct the port in the base URL.');
    case 'noConnection':
      return isBrowser
        ? l10n.t('Check the network. From a browser, only servers that allow it (CORS) can be reached.')
        : l10n.t('Check the network, a VPN, and the proxy settings.');
    case 'redirect':
      return l10n.t('If you trust the new address, use it as the base URL.');
    case 'noAnswer':
    case 'silent':
      return l10n.t('Try again. If it happens again, the server or a proxy in between is stuck.');
    case 'firewall':
      return l10n.t('Ask the platform to let API requests through, or use another network.');
    case 'wrongAddress':
    case 'webPage':
    case 'endless':
      return workingBaseUrl !== undefined
        ? l10n.t('Set the base URL to {0}.', workingBaseUrl)
        : l10n.t(
            'Look up the base URL in the platform’s documentation: the server must offer POST /v1/messages there.',
          );
    case 'notMessages':
      return l10n.t('The server speaks another API. Look for one that is compatible with Anthropic’s Messages API.');
    case 'keyRefused':
      return l10n.t('Enter the key again, or another one: it may be revoked, expired, or for another platform.');
    case 'notAllowed':
      return l10n.t('Check on the platform what the key may use: models, groups, networks, balance.');
    case 'noBalance':
      return l10n.t(
        'Top up the account, or use another key. Some platforms reserve the price of max_tokens before they reply: a smaller aside.maxTokens may be enough.',
      );
    case 'rateLimited':
      return l10n.t('Wait, and try again.');
    case 'overloaded':
    case 'unavailable':
    case 'slow':
    case 'serverError':
      return l10n.t('Try again later, or with another model. If it happens again, give the platform the request ID.');
    case 'cut':
      return l10n.t(
        'Something between Aside and the server closes the connection: check the proxy, or set aside.stream to false.',
      );
    case 'internal':
      return l10n.t('Report this problem. Aside: Show Log has the details.');
    case 'refused':
    case 'tooLarge':
    case 'empty':
    case 'other':
      return undefined;
  }
}
