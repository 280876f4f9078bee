/**
 * A JSON value that grows, as DOM: names beside their values, text as it reads and not as it is escaped. As in the input
 * of a tool that streams (`PartialJson`), it grows at the end of each text, array and object, and showing it costs what
 * is new.
 */
export interface ValueView {
  readonly element: HTMLElement;
  /**
   * Shows what the value has become.
   *
   * @param whole Compares all of it. What came last need not be at the end: a name may come again, and one that is a
   *   number goes before the others.
   */
  update(value: unknown, whole?: boolean): void;
}

export function createValueView(): ValueView {
  const element = document.createElement('div');
  let kind: Kind | undefined;
  let update: Update = () => undefined;
  return {
    element,
    update(value, whole = false) {
      const now = kindOf(value);
      if (now !== kind) {
        kind = now;
        element.className = `value ${kind}`;
        element.replaceChildren();
        update = kinds[kind](element);
      }
      update(value, whole);
    },
  };
}

type Kind = 'text' | 'atom' | 'members';
type Update = (value: unknown, whole: boolean) => void;

function kindOf(value: unknown): Kind {
  if (typeof value === 'string') return 'text';
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0 ? 'members' : 'atom';
}

const kinds: Readonly<Record<Kind, (element: HTMLElement) => Update>> = {
  text: showText,
  atom: (element) => (value) => void (element.textContent = JSON.stringify(value)),
  members: showMembers,
};

/** Characters after which the next line begins an element of its own: what grows is laid out again as a whole. */
const longPart = 4000;

function showText(element: HTMLElement): Update {
  let shown = '';
  let part = document.createTextNode('');
  return (value, whole) => {
    const text = value as string;
    if (whole && !text.startsWith(shown)) {
      element.replaceChildren();
      part = document.createTextNode('');
      shown = '';
    }
    for (let at = shown.length; at < text.length;) {
      if (part.parentNode === null) element.appendChild(document.createElement('div')).append(part);
      const lineEnd = text.indexOf('\n', at + Math.max(0, longPart - part.length));
      const end = lineEnd < 0 ? text.length : lineEnd + 1;
      part.appendData(text.slice(at, end));
      if (lineEnd >= 0) part = document.createTextNode('');
      at = end;
    }
    shown = text;
  };
}

function showMembers(element: HTMLElement): Update {
  const views = new Map<string, ValueView>();
  let last: string | undefined;
  return (value, whole) => {
    const members = value as Record<string, unknown>;
    const names = Object.keys(members);
    const grown = whole ? names : [...(last === undefined ? [] : [last]), ...namesAfter(names, views)];
    for (const name of grown) {
      const view = views.get(name) ?? addRow(element, Array.isArray(value) ? undefined : name);
      views.set(name, view);
      view.update(members[name], whole);
      last = name;
    }
  };
}

/** The names that are not shown yet. */
function namesAfter(names: readonly string[], views: ReadonlyMap<string, ValueView>): readonly string[] {
  return names.length === views.size ? [] : names.filter((name) => !views.has(name));
}

function addRow(element: HTMLElement, name: string | undefined): ValueView {
  const view = createValueView();
  const row = document.createElement('div');
  row.className = 'value-row';
  if (name !== undefined) {
    const label = document.createElement('span');
    label.className = 'value-name';
    label.textContent = name;
    row.append(label);
  }
  row.append(view.element);
  element.append(row);
  return view;
}
