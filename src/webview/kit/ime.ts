/**
 * Tells keys that belong to an input method from the person's own. Enter takes a candidate and Esc closes its list:
 * neither may send or cancel.
 */
export interface ImeGuard {
  /** True when the input method, not Aside, is meant by this key. */
  owns(event: KeyboardEvent): boolean;
}

/**
 * `isComposing` is not enough. Safari ends the composition before the keydown that ended it, which then only shows as
 * keyCode 229; and where an input method commits by itself, the same keydown may follow with its real code. A key that
 * comes this soon after a composition is the one that ended it: nobody types two keys in that time.
 */
const sameKeystroke = 30;

export function guardIme(target: EventTarget): ImeGuard {
  let composing = false;
  let ended = -Infinity;
  target.addEventListener('compositionstart', () => {
    composing = true;
  });
  target.addEventListener('compositionend', (event) => {
    composing = false;
    ended = event.timeStamp;
  });
  return {
    owns: (event) => composing || event.isComposing || event.keyCode === 229 || event.timeStamp - ended < sameKeystroke,
  };
}
