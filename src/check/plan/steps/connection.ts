/** Address, certificate, proxy: what is known before a key is sent. */
import { apiUrl } from '../../../messages/url';
import { faultOf, type Fault, type FaultKind } from '../faults';
import type { Known, Probe } from '../probe';
import { exemptionOf, proxySources } from '../proxySettings';
import type { Found, Step } from '../types';

/** Faults of the certificate alone: the host is there. */
const certificateFaults: readonly FaultKind[] = ['certificate', 'notTls'];
/** What answers in the server's place. */
const detours: readonly FaultKind[] = ['redirect', 'proxy'];

/** Asks for the models without the key: whatever answers, there is a server. */
export const address: Step = {
  id: 'address',
  needs: [],
  cost: () => ({ requests: 1 }),
  async run(probe) {
    const answer = await probe.models('none');
    probe.known.first = answer;
    const { exchange } = answer;
    const fault = firstFault(probe.known);
    const host = urlOf(probe)?.host ?? '';
    if (fault && certificateFaults.includes(fault.kind)) return { outcome: 'ok', verdict: { code: 'reached', host } };
    if (exchange?.response && !(fault && detours.includes(fault.kind))) {
      const { response, sent, responded = sent } = exchange;
      return { outcome: 'ok', verdict: { code: 'answers', host, status: response.status, ms: responded - sent } };
    }
    return failedBy(fault!);
  },
};

/** No key was sent, so what cannot be sent is another header. */
function failedBy(fault: Fault): Found {
  const kind = fault.kind === 'badKey' ? 'badHeader' : fault.kind;
  return { outcome: 'failed', verdict: { code: 'fault', fault: { ...fault, kind } } };
}

export const certificate: Step = {
  id: 'certificate',
  needs: ['address'],
  cost: () => ({ requests: 0 }),
  async run(probe) {
    const fault = firstFault(probe.known);
    if (fault && certificateFaults.includes(fault.kind))
      return { outcome: 'failed', verdict: { code: 'fault', fault } };
    const url = urlOf(probe);
    return url?.protocol === 'https:'
      ? { outcome: 'ok', verdict: { code: 'trusted', host: url.host } }
      : { outcome: 'ok', verdict: { code: 'plainHttp' } };
  },
};

/** Sends nothing: of use most of all where nothing answered. */
export const proxy: Step = {
  id: 'proxy',
  needs: [],
  cost: () => ({ requests: 0 }),
  async run({ proxies, known, ...probe }): Promise<Found> {
    const url = urlOf(probe);
    const sources = url ? proxySources(proxies, url) : [];
    if (!url || sources.length === 0) return { outcome: 'ok', verdict: { code: 'noProxy' } };
    if (proxies.support === 'off') return { outcome: 'ok', verdict: { code: 'proxyOff', sources } };
    const exemption = exemptionOf(proxies, url);
    if (exemption !== undefined) return { outcome: 'ok', verdict: { code: 'proxyExempt', sources, exemption } };
    // It may be the reason why nothing came.
    const isSuspect = known.first?.exchange?.response === undefined;
    return { outcome: isSuspect ? 'warning' : 'ok', verdict: { code: 'proxySet', sources } };
  },
};

function firstFault({ first }: Known): Fault | undefined {
  return first && !first.ok ? faultOf(first.error, first.exchange) : undefined;
}

/** Undefined where the settings have no usable address. */
function urlOf({ endpoint }: Pick<Probe, 'endpoint'>): URL | undefined {
  try {
    return new URL(apiUrl(endpoint.baseUrl, 'messages'));
  } catch {
    return undefined;
  }
}
