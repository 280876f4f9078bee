import assert from 'node:assert/strict';
import { type HostMessage, type PanelState, type TurnView } from '../../src/protocol';
import { type Attack, attacks, hostileStrings } from '../fixtures/attacks';
import { createRandom } from '../fixtures/random';
import { type BareView, canary, openBareView } from './bareView';
import { sharedBrowser } from './sharedBrowser';
import { cpuOf, longestTask } from './tasks';

/** All of it with `ASIDE_ATTACKS=all`, all of some kinds with their names (`,` between them); otherwise one of each kind. */
const wanted = process.env.ASIDE_ATTACKS;
const everything = wanted !== undefined;

/** CPU milliseconds of one task that the reader would notice. */
const longTask = 200;
/** What a task may take on a machine five times slower. */
const stall = 5 * longTask;

describe('a hostile reply', function () {
  this.timeout(everything ? 3_600_000 : 180_000);
  let view: BareView;
  let corpus: Attack[];
  /** Of the corpus, what is tried. */
  let all: Attack[];

  before(async () => {
    view = await openBareView(await sharedBrowser());
    corpus = attacks({ canary, trap: view.trap });
    all = corpus.filter(({ kind }) => !everything || wanted === 'all' || wanted.split(',').includes(kind));
  });
  after(() => view?.close());

  it('would be noticed if it ran, fetched or was stopped only by the policy', async () => {
    await view.open(`<img src="${view.trap}/planted.png"><script>${canary}; alert(1)</script>`);
    await view.page.waitForLoadState('load');
    const without = await view.take();
    assert.deepEqual(without.run, ['canary', 'alert']);
    assert.ok(without.requests.length > 0);

    await view.open();
    await show(view, ['a']);
    await view.page.evaluate(
      (source) => void (document.querySelector('aside-markdown')!.innerHTML = source),
      `<img src="${view.trap}/planted.png"><em onclick="${canary}" id="planted">x</em>`,
    );
    assert.deepEqual((await left(view)).sort(), ['<em id>', '<em onclick>', '<img>']);
    await view.page.locator('#planted').evaluate((element) => (element as HTMLElement).click());
    await view.page.waitForFunction(() => (window as unknown as { blocked: string[] }).blocked.length >= 2);
    const within = await view.take();
    assert.deepEqual(within.run, []);
    assert.deepEqual(within.blocked.map((line) => line.split(' ')[0]).sort(), ['img-src', 'script-src-attr']);
  });

  it('would be noticed if it kept the page busy', async () => {
    await view.open();
    const busy = () =>
      view.page.evaluate(() => {
        // Far longer by the clock, as others may use the processor too.
        for (const end = performance.now() + 1500; performance.now() < end;);
      });
    let all = 0;
    let longest = 0;
    // On a busy machine it may get little of the processor, and the trace may begin when the task has begun.
    for (let tries = 0; tries < 3 && all <= longTask; tries += 1) all = await cpuOf(view, busy);
    for (let tries = 0; tries < 3 && longest <= longTask; tries += 1) longest = await longestTask(view, busy);
    assert.ok(all > longTask && longest > longTask, `${all} ms, ${longest} ms`);
  });

  it('comes in several hundred forms', () => {
    assert.ok(corpus.length >= 400, String(corpus.length));
    assert.ok(new Set(corpus.map(({ kind }) => kind)).size >= 50);
  });

  it('runs nothing, fetches nothing and leaves nothing live, however it is split', async function () {
    const seen = new Set<string>();
    const tried = all.filter(({ kind }) => everything || (!seen.has(kind) && seen.add(kind)));
    const next = createRandom(7);
    const found: string[] = [];
    const slow: string[] = [];
    let [run, requests, splitsTried] = [0, 0, 0];
    let said = Date.now();
    await view.open();
    for (const [turn, { kind, reply }] of tried.entries()) {
      const splits = splitsOf(reply, next);
      // What is very long is laid out as a whole for every piece.
      const one = reply.length > 100_000 ? 0 : turn % splits.length;
      for (const pieces of everything ? splits : [splits[one]!]) {
        splitsTried += 1;
        const longest = await show(view, pieces);
        const sightings = await view.take();
        run += sightings.run.length;
        requests += sightings.requests.length;
        const name = `${kind}: ${JSON.stringify(reply.slice(0, 80))} in ${pieces.length}`;
        const wrong = [...sightings.run, ...sightings.requests, ...sightings.blocked, ...(await left(view))];
        if (wrong.length > 0) found.push(`${name}: ${wrong.join(', ')}`);
        // A suite that says nothing for long is taken to hang.
        if (everything && Date.now() - said > 30_000) {
          said = Date.now();
          console.log(`      ${splitsTried} streams`);
        }
        if (longest > longTask) slow.push(`${Math.round(longest)} ms: ${name}`);
      }
    }
    console.log(`      attacks: tried / run / requests made = ${tried.length} / ${run} / ${requests}`);
    console.log(`      ${splitsTried} streams; tasks over ${longTask} ms of CPU: ${slow.length}`);
    for (const line of slow) console.log(`        ${line}`);
    assert.deepEqual(found, []);
    assert.deepEqual(
      slow.filter((line) => parseInt(line) > stall),
      [],
    );
  });

  it('opens nothing but what a link may lead to when everything in it is clicked', async () => {
    await view.open();
    const seen = new Set<string>();
    const links = all.filter(
      ({ kind, reply }) => /link|scheme|image|attribute|fetch/.test(kind) && reply.length < 5000,
    );
    const tried = links.filter(({ kind }) => everything || (!seen.has(kind) && seen.add(kind)));
    for (const { reply } of tried) {
      await show(view, [reply]);
      await view.posted();
      await view.page.evaluate(() => {
        for (const element of document.querySelectorAll<HTMLElement>('aside-markdown *')) {
          if (!element.closest('button')) element.click();
        }
      });
      for (const message of await view.posted()) {
        const { type, href } = message as { type: string; href: string };
        assert.equal(type, 'openLink', `${JSON.stringify(message)} of ${reply}`);
        assert.match(href, /^(https?:|mailto:|[^:]*$|[^:]*[./][^:]*(:\d+){1,2}$|[^:]*[/?#])/i, reply);
      }
      assert.deepEqual(await view.take(), { run: [], requests: [], blocked: [] }, reply);
    }
  });

  it('is text in every other place that a stranger fills', async () => {
    await view.open();
    const strings = hostileStrings({ canary, trap: view.trap });
    for (const text of everything ? strings : strings.filter((_, index) => index % 12 === 0)) {
      await view.tell(...everywhere(text));
      await view.page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
      });
      await view.tell({ type: 'focus' });
      assert.deepEqual(await view.take(), { run: [], requests: [], blocked: [] }, text);
      assert.deepEqual(await left(view), [], text);
      const names = await view.page.locator('[data-testid="card"] .fold-title').allTextContents();
      assert.equal(names[0]?.length, text.replaceAll('\0', '\uFFFD').length, text);
    }
  });
});

/** Whole, in up to forty even pieces, and in pieces of any size. */
function splitsOf(reply: string, next: () => number): string[][] {
  const even = cut(reply, () => Math.ceil(reply.length / 40));
  const seeded = cut(reply, () => 1 + Math.floor((next() * reply.length) / 6));
  return [[reply], even, seeded];
}

function cut(text: string, size: () => number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length;) {
    const end = at + size();
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}

const panel: PanelState = {
  endpoint: 'Demo',
  model: 'model',
  fromWorkspace: [],
  key: 'set',
  environmentKey: false,
  optionsSet: 0,
  busy: false,
  send: 'enter',
  changes: false,
  recent: [],
};

const turn = (more: Partial<TurnView>): TurnView => ({
  id: 'reply',
  role: 'assistant',
  blocks: [],
  chips: [],
  state: 'done',
  notices: [],
  steps: [],
  repairs: [],
  ...more,
});

const conversation = (title: string, turns: readonly TurnView[]): HostMessage => ({
  type: 'conversation',
  id: 'one',
  title,
  turns,
  earlier: 0,
  later: 0,
  draft: { text: '', chips: [] },
});

/** Streams a reply into an empty conversation. Returns the CPU milliseconds of the longest task, or of all together. */
async function show(view: BareView, pieces: readonly string[]): Promise<number> {
  const start: HostMessage[] = [
    { type: 'state', state: panel },
    conversation('', [turn({ state: 'streaming' })]),
    { type: 'block', index: 0, block: { kind: 'text', text: '' } },
  ];
  const deltas = pieces.map((t): HostMessage => ({ type: 'delta', i: 0, t }));
  const end: HostMessage = { type: 'turn', turn: turn({ blocks: [{ kind: 'text', text: pieces.join('') }] }) };
  const stream = () => view.tell(...start, ...deltas, end);
  const all = await cpuOf(view, stream);
  // Most replies take less as a whole than one task may; only the others are looked at task by task.
  return all <= longTask ? all : longestTask(view, stream);
}

/** What a reply may not leave in the transcript: elements, attributes and addresses that do more than show text. */
function left({ page }: BareView): Promise<string[]> {
  return page.evaluate(() => {
    const elements =
      /^(p|h[1-6]|hr|br|blockquote|[uo]l|li|pre|code|div|em|strong|s|a|input|span|button|svg|path|table|thead|tbody|tr|t[hd])$/;
    const attributes =
      /^(class|title|start|align|type|checked|disabled|tabindex|hidden|aria-[a-z]+|data-(action|testid|info|host))$/;
    const address = /^(https?:|mailto:|[^:]*$|[^:]*[./][^:]*(:\d+){1,2}([?#].*)?$|[^:]*[/?#])/i;
    const wrong = new Set<string>();
    for (const element of document.querySelectorAll('aside-markdown *')) {
      // The view's own icons.
      if (element.closest('svg')?.closest('.code-block button')) continue;
      if (!elements.test(element.localName)) wrong.add(`<${element.localName}>`);
      else {
        for (const { name, value } of element.attributes) {
          const isLinkTarget = element.localName === 'a' && name === 'href';
          const isDirection = name === 'dir' && value === 'auto';
          const fine = isLinkTarget ? address.test(value) : isDirection || attributes.test(name);
          if (!fine) wrong.add(`<${element.localName} ${name}>`);
        }
      }
    }
    return [...wrong];
  });
}

/** One string in the place of everything that a server, a file or a setting names. */
function everywhere(text: string): HostMessage[] {
  const chip = { id: 'chip', label: text, target: text, tokens: 1 };
  const failed = turn({
    state: 'failed',
    blocks: [
      { kind: 'thinking', text, seconds: 1 },
      { kind: 'tool', name: text, text: JSON.stringify({ [text]: text }) },
      { kind: 'tool', name: text, text },
      { kind: 'other', name: text, text },
      { kind: 'results', text: `${text}\n${text}` },
      { kind: 'results', text: '', error: text },
      { kind: 'text', text, citations: [{ title: text, text, url: text }] },
    ],
    notices: [text],
    error: { sentence: text, details: text, steps: [{ id: 'retry', label: text }] },
    model: text,
    requestId: text,
    usage: { input_tokens: 1, output_tokens: 1 },
  });
  const asked = turn({ id: 'question', role: 'user', blocks: [{ kind: 'text', text }], chips: [chip] });
  const state: PanelState = {
    ...panel,
    endpoint: text,
    model: text,
    fromWorkspace: [text],
    file: text,
    selection: chip,
    recent: [{ id: text, title: text, updated: 0 }],
  };
  return [
    { type: 'state', state },
    conversation(text, []),
    conversation(text, [asked, failed]),
    { type: 'draft', draft: { text, chips: [chip] } },
  ];
}
