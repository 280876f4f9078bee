import * as vscode from 'vscode';
import { turnSteps } from '../../../src/chat/steps';
import type { Gate } from '../../../src/chat/panel/gate';
import type { Session } from '../../../src/chat/session/types';
import { applyRecord, emptyConversation, type StoredError, type Turn } from '../../../src/conversation/model';
import type { Over } from '../../../src/inline/request/again';
import type { Endpoint } from '../../../src/messages/endpoint';
import { editorSteps, offerSteps } from '../../../src/parts/editorSteps';
import { endpointSteps } from '../../../src/parts/endpointSteps';
import { describeError } from '../../../src/wording/errors';
import { stepIds, type StepId, type StepView } from '../../../src/wording/steps';
import { describeStop } from '../../../src/wording/stopReasons';
import { offeredSteps, takeStep, type StepActions } from '../../../src/wording/takeStep';
import { everyError } from '../../fixtures/errors';
import { equal, ok } from '../inline/support';
import { replaceInWindow } from '../services';

const failed: Endpoint = { name: 'Failed', baseUrl: 'https://one.example/v1', auth: 'bearer' };
const other: Endpoint = { name: 'Other', baseUrl: 'https://two.example', auth: 'bearer' };

/** Two endpoints, and what is done to them and to a conversation. */
class World {
  readonly done: string[] = [];
  readonly commands: string[] = [];
  endpoints: readonly Endpoint[] = [failed, other];
  active: Endpoint = failed;
  /** What the command that asks for a key answers. */
  keySet: unknown = true;
  picked: string | undefined = 'claude-y';

  readonly config = {
    endpoint: () => this.active,
    endpoints: () => [...this.endpoints],
    setBaseUrl: async (name: string, baseUrl: string) => void this.done.push(`base URL of ${name}: ${baseUrl}`),
  };
  readonly run = async (command: string, ...args: unknown[]) => {
    this.commands.push(command);
    this.done.push([command, ...args].join(' '));
    return command === 'aside.setKey' ? this.keySet : undefined;
  };
  readonly open = async (url: string) => void this.done.push(`open ${url}`);
  private readonly pickModel = async () => this.picked;
  private readonly endpointSteps = (request: Parameters<typeof endpointSteps>[1]) => endpointSteps(this, request);

  /** The steps under a reply that failed. */
  panel(error: StoredError): StepActions {
    const turn: Turn = {
      ...{ id: 't', parent: 'q', role: 'assistant', at: 1, state: 'failed', content: [] },
      ...{ model: 'claude-x', endpoint: failed.name, error },
    };
    const conversation = applyRecord(emptyConversation('c', 0), { t: 'begin', at: 1, turn });
    const session = {
      id: 'c',
      conversation: () => conversation,
      change: (change: object) => void this.done.push(JSON.stringify(change)),
      continueAfter: async (id: string) => void this.done.push(`continue ${id}`),
    } as Partial<Session> as Session;
    const gate: Pick<Gate, 'retry' | 'summariseFrom' | 'confirmBeforeSend'> = {
      retry: async (_, id, model) => void this.done.push(['retry', id, model ?? ''].join(' ').trim()),
      summariseFrom: async (_, id) => void this.done.push(`summarise ${id}`),
      confirmBeforeSend: async () => false,
    };
    const open = async () => session;
    const pickModel = async () => void (await this.run('aside.pickModel'));
    const { pickModel: askForModel, endpointSteps } = this;
    return turnSteps({ gate, open, askForModel, pickModel, endpointSteps }, session, 't');
  }

  /** The steps of a notification in an editor. */
  editor({ workingBaseUrl, site, fewerTokens }: StoredError): StepActions {
    const again = {
      retry: () => void this.done.push('retry'),
      retryWith: ({ model, maxTokens }: Over) => void this.done.push(`retry ${model ?? maxTokens}`),
    };
    const steps = this.endpointSteps({ endpoint: failed.name, workingBaseUrl, site });
    return editorSteps(steps, again, this.pickModel, fewerTokens);
  }
}

const places = ['panel', 'editor'] as const;
const idsOf = (steps: readonly StepView[]): StepId[] => steps.map(({ id }) => id);

/** All that may be offered: under errors of every kind, and under replies that ended early. */
const told: readonly (readonly [StoredError, readonly StepView[]])[] = [
  ...everyError.map((error) => [error, describeError(vscode.l10n, error, failed.name).steps] as const),
  ...['max_tokens', 'model_context_window_exceeded', 'refusal', 'pause_turn'].map(
    (reason) => [{ kind: reason }, describeStop(vscode.l10n, reason, undefined)?.steps ?? []] as const,
  ),
];

describe('the steps that are offered', () => {
  let registered: readonly string[];
  let restore: () => void;
  before(async () => {
    registered = await vscode.commands.getCommands(true);
    restore = replaceInWindow({ showWarningMessage: async () => undefined });
  });
  after(() => restore());

  for (const place of places) {
    it(`in the ${place} each do something, by commands that there are`, async () => {
      const taken = new Set<StepId>();
      for (const [error, steps] of told) {
        for (const { id } of offeredSteps(steps, new World()[place](error))) {
          const world = new World();
          await takeStep(id, world[place](error));
          ok(world.done.length > 0, `${id} after ${JSON.stringify(error)} to do something`);
          equal(
            world.commands.filter((command) => !registered.includes(command)),
            [],
            `${id} after ${JSON.stringify(error)}: commands that are missing`,
          );
          taken.add(id);
        }
      }
      const missing = stepIds.filter((id) => !taken.has(id));
      equal(missing, place === 'panel' ? [] : ['continue', 'summarise'], 'never offered');
    });

    it(`in the ${place} are all that help, but for what only a conversation has`, () => {
      for (const [error, steps] of told) {
        const left = idsOf(steps).filter((id) => place === 'panel' || (id !== 'continue' && id !== 'summarise'));
        equal(idsOf(offeredSteps(steps, new World()[place](error))), left, JSON.stringify(error));
      }
    });
  }

  it('in an editor lack another model where the request cannot name one', () => {
    const world = new World();
    const steps = editorSteps(
      endpointSteps(world, { endpoint: undefined, workingBaseUrl: undefined, site: undefined }),
      { retry() {} },
      async () => 'm',
      100,
    );
    equal([steps.retry !== undefined, steps.retryWith, steps.fewerTokens], [true, undefined, undefined]);
  });
});

for (const place of places) {
  describe(`a step in the ${place}`, () => {
    const found: StoredError = { kind: 'not_found', missing: 'address', workingBaseUrl: 'https://one.example/api' };
    const retried = place === 'panel' ? 'retry t' : 'retry';
    let warnings: string[];
    let restore: () => void;
    beforeEach(() => {
      warnings = [];
      restore = replaceInWindow({ showWarningMessage: async (sentence: string) => void warnings.push(sentence) });
    });
    afterEach(() => restore());

    async function take(step: StepId, prepare: (world: World) => void = () => undefined, error = found) {
      const world = new World();
      prepare(world);
      await takeStep(step, world[place](error));
      return world.done;
    }

    it('gives the endpoint that failed the base URL that works, and asks again', async () => {
      equal(await take('useBaseUrl'), ['base URL of Failed: https://one.example/api', retried]);
      equal(warnings, []);
    });

    it('leaves another one that is active by now alone, and does not ask it', async () => {
      equal(await take('useBaseUrl', (world) => (world.active = other)), [
        'base URL of Failed: https://one.example/api',
      ]);
    });

    const moved: readonly (readonly [string, (world: World) => void, StoredError?])[] = [
      ['to another machine', (world) => (world.endpoints = [{ ...failed, baseUrl: 'https://three.example' }, other])],
      ['to another port', (world) => (world.endpoints = [{ ...failed, baseUrl: 'https://one.example:8443' }, other])],
      ['to no address', (world) => (world.endpoints = [{ ...failed, baseUrl: 'nowhere at all' }])],
      ['away', (world) => (world.endpoints = [other])],
      [
        'nowhere, and a file tells of another origin',
        () => undefined,
        { ...found, workingBaseUrl: 'https://evil.example' },
      ],
      ['nowhere, and nothing else works', () => undefined, { kind: 'not_found' }],
    ];
    for (const [where, prepare, error] of moved) {
      it(`changes nothing, asks nobody and says so where the endpoint has moved ${where}`, async () => {
        equal(await take('useBaseUrl', prepare, error), []);
        equal(warnings, ['Failed has another base URL by now, so it was left as it is.']);
      });
    }

    it('asks for the key of the endpoint that failed, whichever is active', async () => {
      equal(await take('setKey'), ['aside.setKey Failed', retried]);
      equal(await take('setKey', (world) => (world.active = other)), ['aside.setKey Failed']);
    });

    const poor: StoredError = { kind: 'billing', reason: 'max_tokens', fewerTokens: 500, site: 'https://one.example' };

    it('asks for a shorter reply, and in a conversation for what is asked next as well', async () => {
      const set = '{"t":"options","options":{"maxTokens":500}}';
      equal(await take('fewerTokens', undefined, poor), place === 'panel' ? [set, 'retry t'] : ['retry 500']);
      equal(await take('fewerTokens', undefined, { kind: 'billing' }), []);
    });

    it('opens the page of the endpoint that failed, and of no other', async () => {
      equal(await take('openSite', undefined, poor), ['open https://one.example']);
      equal(await take('openSite', (world) => (world.active = other), poor), ['open https://one.example']);
      equal(warnings, []);
      for (const site of ['https://evil.example', 'http://one.example', 'nowhere', undefined]) {
        equal(await take('openSite', undefined, { ...poor, site }), []);
      }
      const plain = { ...failed, baseUrl: 'http://one.example' };
      equal(await take('openSite', (world) => (world.endpoints = [plain]), { ...poor, site: plain.baseUrl }), []);
      equal(warnings.length, 5);
    });

    for (const answer of [false, undefined, 'true', {}]) {
      it(`does not ask again where no key was set: ${String(answer)}`, async () => {
        equal(await take('setKey', (world) => (world.keySet = answer)), ['aside.setKey Failed']);
      });
    }

    it('asks another model once, and nobody where none was picked', async () => {
      equal(await take('retryWith'), [`${retried} claude-y`]);
      equal(await take('retryWith', (world) => (world.picked = undefined)), []);
    });
  });
}

describe('an error in an editor', () => {
  it('is a notification whose buttons are the steps that can be taken there', async () => {
    const world = new World();
    let buttons: readonly string[] = [];
    let text = '';
    const restore = replaceInWindow({
      showErrorMessage: async (message: string, ...labels: string[]) => {
        text = message;
        buttons = labels;
        return labels[0];
      },
    });
    try {
      const error = { kind: 'cut', serverMessage: 'upstream\u202e closed' };
      await offerSteps(describeError(vscode.l10n, error, 'Failed'), world.editor(error));
    } finally {
      restore();
    }
    ok(text.endsWith(' “upstream\\u202e closed”'), `the server’s words, not ${text}`);
    equal([buttons, world.done], [[vscode.l10n.t('Retry'), vscode.l10n.t('Check Endpoint')], ['retry']]);
  });
});
