import * as vscode from 'vscode';
import { createChat, type Chat } from '../../../src/chat/chat';
import type { ChatDeps } from '../../../src/chat/deps';
import type { SettingsState } from '../../../src/chat/panel/context';
import { applyRecord, emptyConversation, type Chip, type LogRecord } from '../../../src/conversation/model';
import { readOptions, type OptionOverrides } from '../../../src/conversation/options';
import type { Store } from '../../../src/conversation/store';
import * as search from '../../../src/markdown/search';
import type { MessagesClient, SendOptions } from '../../../src/messages/client';
import type { Endpoint } from '../../../src/messages/endpoint';
import { MessagesError } from '../../../src/messages/errors';
import type { Message, MessagesRequest, ModelInfo, Reply, Usage } from '../../../src/messages/types';
import { endpointSteps } from '../../../src/parts/endpointSteps';
import type { HostMessage, SendResult, ViewMessage } from '../../../src/protocol';
import { until } from '../inline/support';
import { plainWording } from '../../fixtures/wording';
import { noKeys } from '../../fixtures/noKeys';

/** A webview without a page: the test is the page. */
export interface FakeView {
  readonly view: vscode.WebviewView;
  readonly html: () => string;
  /** All that the host posted, oldest first. */
  readonly posts: HostMessage[];
  /** What the page would make of the posts: the text of every turn, what has streamed included. */
  transcript(): string[];
  say(message: ViewMessage): void;
  /** Sends a message in the conversation on show, as the composer does. Gives its id. */
  send(text: string, rest?: string): string;
  /** What is in the composer now, of the conversation on show unless another one is named. */
  type(text: string, conversation?: string): void;
  /** What became of the message with this id, as far as the page was told. */
  result(id: string): SendResult | undefined;
  /** Raw, as an attacker in the page could. */
  sayAnything(message: unknown): void;
  setVisible(visible: boolean): void;
  close(): void;
}

export function fakeView(): FakeView {
  const received = new vscode.EventEmitter<unknown>();
  const visibility = new vscode.EventEmitter<void>();
  const disposed = new vscode.EventEmitter<void>();
  const posts: HostMessage[] = [];
  let visible = true;
  let sent = 0;
  /** Of the page: a new one begins anew. */
  let edits = 0;
  const shown = () => posts.findLast((post) => post.type === 'conversation')?.id ?? '';
  /** Of the draft: the page hears at once. */
  const version = () =>
    Math.max(
      0,
      ...posts.flatMap((post) => {
        if (post.type === 'draft') return post.text?.version ?? [];
        return post.type === 'conversation' ? (post.version ?? []) : [];
      }),
    );
  const say = (message: ViewMessage) => {
    if (message.type === 'ready') edits = 0;
    received.fire(structuredClone(message));
  };
  const webview = {
    options: {},
    html: '',
    cspSource: 'fake:',
    onDidReceiveMessage: received.event,
    postMessage: async (message: HostMessage) => {
      posts.push(structuredClone(message));
      return true;
    },
    asWebviewUri: (uri: vscode.Uri) => uri,
  };
  const view = {
    webview,
    get visible() {
      return visible;
    },
    onDidChangeVisibility: visibility.event,
    onDidDispose: disposed.event,
    show: () => undefined,
  } as unknown as vscode.WebviewView;
  return {
    view,
    html: () => webview.html,
    posts,
    transcript: () => transcriptOf(posts),
    say,
    send(text, rest = '') {
      const id = `m${++sent}`;
      say({ type: 'send', id, conversation: shown(), text, rest, edits: ++edits, version: version() });
      return id;
    },
    type: (text, conversation = shown()) =>
      say({ type: 'draft', conversation, text, edits: ++edits, version: version() }),
    result: (id) => posts.flatMap((post) => (post.type === 'sent' && post.id === id ? post.result : []))[0],
    sayAnything: (message) => received.fire(message),
    setVisible(now) {
      visible = now;
      visibility.fire();
    },
    close: () => disposed.fire(),
  };
}

function transcriptOf(posts: readonly HostMessage[]): string[] {
  let turns: { id: string; texts: string[]; state: string }[] = [];
  for (const post of posts) {
    if (post.type === 'conversation') {
      turns = post.turns.map(({ id, blocks, state }) => ({ id, state, texts: blocks.map(({ text }) => text) }));
    } else if (post.type === 'turn') {
      const { id, blocks, state } = post.turn;
      const at = turns.findIndex((turn) => turn.id === id);
      const texts = post.streamed && at >= 0 ? turns[at]!.texts : blocks.map(({ text }) => text);
      const made = { id, state, texts };
      if (at < 0) turns.push(made);
      else turns[at] = made;
    } else if (post.type === 'removed') {
      turns = turns.filter(({ id }) => !post.ids.includes(id));
    } else if (post.type === 'block' || post.type === 'delta') {
      const live = turns.findLast(({ state }) => state === 'streaming');
      if (!live) continue;
      if (post.type === 'block') live.texts[post.index] = post.block.text;
      else live.texts[post.i] = (live.texts[post.i] ?? '') + post.t;
    }
  }
  return turns.map(({ texts }) => texts.join(''));
}

/** A reply that the test lets stream. */
export interface LiveReply {
  readonly request: MessagesRequest;
  text(delta: string): void;
  end(usage?: Usage): void;
  fail(kind: ConstructorParameters<typeof MessagesError>[0]): void;
}

export interface ChatSetup {
  readonly chat: Chat;
  readonly replies: LiveReply[];
  readonly logs: Map<string, LogRecord[]>;
  readonly remembered: Map<string, unknown>;
  readonly commands: string[];
  readonly problems: string[];
  /** The selection that is offered as a chip. */
  selection: Chip | undefined;
  settings: SettingsState;
  readonly settingsChanged: vscode.EventEmitter<void>;
  /** What the conversations set over the settings, request by request. */
  readonly asked: OptionOverrides[];
  /** The endpoint's model for what is small. */
  cheapest: ModelInfo | undefined;
  /** The model that is picked; undefined is Esc. */
  pickedModel: string | undefined;
  /** What the conversations had set for themselves, whenever a model was to be picked. */
  readonly picks: (string | null | undefined)[];
  /** The commands that answer something. */
  readonly answers: Map<string, unknown>;
  /** What requests go through, for a test that connects otherwise. */
  readonly client: MessagesClient;
  /** How often the list of conversations was read. */
  lists: number;
  /** What is told of a conversation's logs, as if another window had changed them. */
  readonly follows: Map<
    string,
    { readonly records: (written: readonly LogRecord[]) => void; readonly gone: () => void }
  >;
  /** The reply with that number, once it was asked for. */
  reply(index: number): Promise<LiveReply>;
}

/** What outlives a window. */
export interface Disk {
  readonly logs: Map<string, LogRecord[]>;
  readonly remembered: Map<string, unknown>;
}

export function emptyDisk(): Disk {
  return { logs: new Map(), remembered: new Map() };
}

/** A chat on a store in memory, with a model that says what the test says. */
export function setUpChat(over: Partial<ChatDeps> = {}, disk: Disk = emptyDisk()): ChatSetup {
  const { logs, remembered } = disk;
  const replies: LiveReply[] = [];
  const setup = {
    replies,
    logs,
    remembered,
    commands: [],
    problems: [],
    picks: [],
    selection: undefined,
    lists: 0,
    follows: new Map(),
    settings: { endpoint: 'E', model: 'claude-x', fromWorkspace: [], key: 'set', environmentKey: false, send: 'enter' },
    settingsChanged: new vscode.EventEmitter<void>(),
    answers: new Map(),
    asked: [],
    async reply(index: number) {
      await until(() => replies[index] !== undefined, `request ${index}`);
      return replies[index]!;
    },
  } as unknown as ChatSetup;

  const store: Store = {
    async append(id, records) {
      logs.set(id, [...(logs.get(id) ?? []), ...structuredClone(records)]);
    },
    async load(id) {
      return logs.get(id)?.reduce(applyRecord, emptyConversation(id, 0));
    },
    async list() {
      setup.lists++;
      return [...logs.keys()].map((id) => ({ id, title: id, created: 0, updated: 0, pinned: false, size: 0 }));
    },
    async delete(id) {
      logs.delete(id);
    },
    async flush() {},
    check: async () => false,
    search: async () => undefined,
    follow(id, records, gone = () => undefined) {
      setup.follows.set(id, { records, gone });
      return { dispose: () => void setup.follows.delete(id) };
    },
    purge: async () => undefined,
  };
  const client = {
    send: (request: MessagesRequest, { signal, onUpdate }: SendOptions) =>
      new Promise<Reply>((resolve, reject) => {
        const message: Message = {
          id: 'm',
          type: 'message',
          role: 'assistant',
          content: [],
          model: request.model,
          stop_reason: null,
          stop_sequence: null,
          usage: {},
        };
        const fail: LiveReply['fail'] = (kind) => reject(new MessagesError(kind, { partial: message }));
        signal?.addEventListener('abort', () => fail('aborted'));
        replies.push({
          request,
          fail,
          text(delta) {
            if (message.content.length === 0) {
              message.content.push({ type: 'text', text: '' });
              onUpdate?.({ type: 'block', index: 0, block: { type: 'text', text: '' } }, message);
            }
            (message.content[0] as { text: string }).text += delta;
            onUpdate?.({ type: 'text', index: 0, text: delta }, message);
          },
          end: (usage = {}) =>
            resolve({ message: { ...message, stop_reason: 'end_turn', usage }, notices: [], timing: { total: 1 } }),
        });
      }),
  } as unknown as MessagesClient;
  (setup as { client: MessagesClient }).client = client;
  const extension = vscode.extensions.getExtension('aside-dev.aside');
  const log = (text: string) => void setup.problems.push(text);
  const endpoint: Endpoint = { name: 'E', baseUrl: 'https://e.example', auth: 'bearer' };
  const deps: ChatDeps = {
    extensionUri: extension!.extensionUri,
    memento: {
      get: (name: string) => remembered.get(name),
      update: async (name: string, value: unknown) => void remembered.set(name, value),
      keys: () => [...remembered.keys()],
    } as vscode.Memento,
    log: { trace() {}, debug() {}, info() {}, warn: log, error: log },
    store,
    redactor: async () => noKeys,
    endpoints: () => [endpoint],
    config: { options: () => readOptions(() => undefined), presets: () => ({}), savePreset: async () => undefined },
    optionProblem: ({ setting }) => setting,
    fileChanged: () => undefined,
    sizesInBytes: true,
    wording: plainWording,
    costs: () => ({ prices: {}, confirm: undefined, problems: [] }),
    costProblem: ({ setting }) => setting,
    windowOf: () => undefined,
    connect: async (overrides) => {
      const { options } = readOptions(() => undefined);
      setup.asked.push(overrides);
      return {
        client,
        endpoint: 'E',
        target: { model: overrides.model ?? 'claude-x' },
        cheapest: setup.cheapest,
        options,
        problems: [],
        address: undefined,
        caching: false,
        refused() {},
      };
    },
    storedError: (error) => {
      const { kind } = error as MessagesError;
      return kind === 'aborted' ? undefined : { kind: kind ?? 'internal' };
    },
    searcher: async () => search,
    settingsState: async () => setup.settings,
    onDidChangeSettings: setup.settingsChanged.event,
    selectionChip: () => setup.selection,
    fileChip: () => undefined,
    refusalText: ({ why, name }) => `${why} ${name}`,
    hasChanges: () => false,
    changesChip: async () => undefined,
    run: async (command) => {
      setup.commands.push(command);
      return setup.answers.get(command);
    },
    wantsTitles: () => false,
    usesInstructions: () => false,
    askForModel: async () => setup.pickedModel,
    async pickModel(own) {
      setup.picks.push(own.model);
      if (setup.pickedModel !== undefined) own.drop();
    },
    useEnvironmentKey: async () => undefined,
    endpointSteps: (failed) =>
      endpointSteps(
        {
          config: { endpoint: () => endpoint, endpoints: () => [endpoint], setBaseUrl: async () => undefined },
          run: (command, ...args) => deps.run(command, ...args),
          open: (url) => deps.run('open', url),
        },
        failed,
      ),
    ...over,
  };
  (setup as { chat: Chat }).chat = createChat(deps);
  return setup;
}
