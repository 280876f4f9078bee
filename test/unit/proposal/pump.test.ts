import assert from 'node:assert/strict';
import { createPump, type Port, type Step } from '../../../src/proposal/pump';

interface Fake extends Port {
  readonly steps: Step[];
  text: string;
  isReady: boolean;
  answers: ('done' | 'refused' | 'gone')[];
}

function fake(): Fake {
  let inFlight = 0;
  return {
    steps: [],
    text: '',
    isReady: true,
    answers: [],
    async apply(step) {
      assert.equal(++inFlight, 1, 'one edit in flight');
      await new Promise((resolve) => setImmediate(resolve));
      inFlight--;
      const answer = this.answers.shift() ?? 'done';
      if (answer !== 'done') return answer;
      this.steps.push(step);
      this.text = step.replaceAll ? step.text : this.text + step.text;
      return 'done';
    },
    ready() {
      return this.isReady;
    },
    pause: () => Promise.resolve(),
  };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('inline: the pump', () => {
  it('writes all of it: one edit in flight, an undo stop at each end, none between', async () => {
    const port = fake();
    const pump = createPump(port);
    for (const one of ['abc', 'd', 'ef', '']) {
      pump.write(one);
      await turn();
    }
    await pump.finish();
    assert.equal(port.text, 'abcdef');
    assert.deepEqual(
      port.steps.map((step) => [step.first, step.last]),
      port.steps.map((_, n) => [n === 0, n === port.steps.length - 1]),
    );
  });

  it('what arrives during an edit becomes one edit', async () => {
    const port = fake();
    const pump = createPump(port);
    for (const one of 'a long text that arrives at once'.split('')) pump.write(one);
    await pump.finish();
    assert.equal(port.text, 'a long text that arrives at once');
    assert.ok(port.steps.length <= 3, `${port.steps.length} edits`);
  });

  it('a text of one character is one edit with both stops', async () => {
    const port = fake();
    const pump = createPump(port);
    pump.write('x');
    await turn();
    assert.equal(port.steps.length, 0);
    await pump.finish();
    assert.deepEqual(port.steps, [{ text: 'x', replaceAll: false, first: true, last: true }]);
  });

  it('nothing written: no edit', async () => {
    const port = fake();
    await createPump(port).finish();
    assert.equal(port.steps.length, 0);
  });

  it('a refused edit is made again, in order', async () => {
    const port = fake();
    port.answers = ['refused', 'refused', 'done', 'refused'];
    const pump = createPump(port);
    pump.write('abc');
    await turn();
    pump.write('def');
    await pump.finish();
    assert.equal(port.text, 'abcdef');
    assert.equal(port.steps[0]!.first, true);
  });

  it('never cuts a character in two', async () => {
    const port = fake();
    const pump = createPump(port);
    for (const unit of '😀a😀'.split('')) {
      pump.write(unit);
      await turn();
    }
    await pump.finish();
    assert.equal(port.text, '😀a😀');
    for (const step of port.steps) assert.doesNotThrow(() => encodeURIComponent(step.text));
  });

  it('waits while the port is not ready, and puts the rest in at the end all the same', async () => {
    const port = fake();
    port.isReady = false;
    const pump = createPump(port);
    pump.write('abc');
    await turn();
    assert.equal(port.steps.length, 0);
    port.isReady = true;
    pump.wake();
    await turn();
    assert.equal(port.text, 'ab');
    port.isReady = false;
    pump.write('def');
    await pump.finish();
    assert.equal(port.text, 'abcdef');
  });

  it('takes back what was written', async () => {
    const port = fake();
    const pump = createPump(port);
    pump.write('wrong ');
    await turn();
    pump.reset();
    pump.write('right');
    await pump.finish();
    assert.equal(port.text, 'right');
    const early = fake();
    const second = createPump(early);
    second.write('wrong');
    second.reset();
    second.write('right');
    await second.finish();
    assert.equal(early.text, 'right');
  });

  it('takes back also what was refused meanwhile', async () => {
    const port = fake();
    const pump = createPump(port);
    pump.write('wrong ');
    await turn();
    port.answers = ['refused'];
    pump.write('more');
    pump.reset();
    pump.write('right');
    await pump.finish();
    assert.equal(port.text, 'right');
  });

  it('stops: nothing more is written', async () => {
    const port = fake();
    const pump = createPump(port);
    pump.write('abc');
    await pump.stop();
    const { text } = port;
    pump.write('def');
    await pump.finish();
    assert.equal(port.text, text);
  });

  it('gone: over at once', async () => {
    const port = fake();
    port.answers = ['gone'];
    const pump = createPump(port);
    pump.write('abc');
    await pump.finish();
    assert.equal(port.text, '');
  });
});
