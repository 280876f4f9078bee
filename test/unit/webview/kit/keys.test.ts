import * as assert from 'node:assert';
import { guardIme } from '../../../../src/webview/kit/ime';
import { enterMeans } from '../../../../src/webview/kit/keys';

const key = (name: string, more: Partial<KeyboardEvent> = {}): KeyboardEvent =>
  ({
    key: name,
    keyCode: 0,
    isComposing: false,
    timeStamp: 10_000,
    shiftKey: false,
    altKey: false,
    ctrlKey: false,
    metaKey: false,
    ...more,
  }) as KeyboardEvent;

describe('Enter', () => {
  const table: [Partial<KeyboardEvent>, 'enter' | 'mod+enter', 'send' | undefined][] = [
    [{}, 'enter', 'send'],
    [{ shiftKey: true }, 'enter', undefined],
    [{ altKey: true }, 'enter', undefined],
    [{ ctrlKey: true }, 'enter', 'send'],
    [{}, 'mod+enter', undefined],
    [{ ctrlKey: true }, 'mod+enter', 'send'],
    [{ metaKey: true }, 'mod+enter', 'send'],
    [{ shiftKey: true, ctrlKey: true }, 'mod+enter', undefined],
  ];
  for (const [more, setting, expected] of table) {
    it(`${JSON.stringify(more)} with ${setting}: ${expected ?? 'a line break'}`, () => {
      assert.strictEqual(enterMeans(key('Enter', more), setting), expected);
    });
  }
});

describe('keys of an input method', () => {
  function compose(...events: ['compositionstart' | 'compositionend', number][]): ReturnType<typeof guardIme> {
    const target = new EventTarget();
    const guard = guardIme(target);
    for (const [type, timeStamp] of events) {
      target.dispatchEvent(Object.defineProperty(new Event(type), 'timeStamp', { value: timeStamp }));
    }
    return guard;
  }

  it('while composing, whatever the key event says', () => {
    assert.ok(compose(['compositionstart', 0]).owns(key('Enter')));
    assert.ok(compose().owns(key('Enter', { isComposing: true })));
  });

  it('where only keyCode 229 tells, as in Safari', () => {
    assert.ok(compose(['compositionstart', 0], ['compositionend', 1]).owns(key('Enter', { keyCode: 229 })));
  });

  it('the key that ended the composition, when it comes after the end', () => {
    const guard = compose(['compositionstart', 9000], ['compositionend', 9995]);
    assert.ok(guard.owns(key('Enter')));
    assert.ok(guard.owns(key('Escape')));
    assert.ok(!guard.owns(key('Enter', { timeStamp: 10_200 })));
  });

  it('and no others', () => {
    assert.ok(!compose().owns(key('Enter', { keyCode: 13 })));
  });
});
