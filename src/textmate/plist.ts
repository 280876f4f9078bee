/**
 * Property lists in XML, the form of older TextMate grammars and themes (`.tmLanguage`, `.tmTheme`).
 * Reads what such files hold: dict, array, string, integer, real, booleans, date and data (both as text).
 * @throws SyntaxError with the offset, when the file is not a property list.
 */
export function parsePlist(xml: string): unknown {
  const tag = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!DOCTYPE[^>[]*(?:\[[\s\S]*?\])?\s*>|<(\/?)([A-Za-z]+)[^>]*?(\/?)>/g;

  interface Tag {
    readonly name: string;
    readonly closing: boolean;
    readonly empty: boolean;
    readonly at: number;
  }

  function next(): Tag {
    for (;;) {
      const at = tag.lastIndex;
      const match = tag.exec(xml);
      if (!match) throw new SyntaxError(`not a property list: nothing after offset ${at}`);
      if (match[2] === undefined) continue;
      return { name: match[2], closing: match[1] === '/', empty: match[3] === '/', at: match.index };
    }
  }

  function textOf(open: Tag): string {
    if (open.empty) return '';
    const from = tag.lastIndex;
    const to = xml.indexOf(`</${open.name}`, from);
    if (to < 0) throw new SyntaxError(`not a property list: <${open.name}> at ${open.at} is not closed`);
    tag.lastIndex = xml.indexOf('>', to) + 1;
    return decode(xml.slice(from, to));
  }

  function value(open: Tag): unknown {
    switch (open.name) {
      case 'dict': {
        // No prototype: a key named __proto__ is a key.
        const dict: Record<string, unknown> = Object.create(null);
        if (open.empty) return dict;
        for (let inner = next(); !(inner.closing && inner.name === 'dict'); inner = next()) {
          if (inner.closing || inner.name !== 'key') {
            throw new SyntaxError(`not a property list: expected a key at ${inner.at}`);
          }
          const key = textOf(inner);
          dict[key] = value(next());
        }
        return dict;
      }
      case 'array': {
        const array: unknown[] = [];
        if (open.empty) return array;
        for (let inner = next(); !(inner.closing && inner.name === 'array'); inner = next()) array.push(value(inner));
        return array;
      }
      case 'string':
      case 'date':
      case 'data':
        return textOf(open);
      case 'integer':
      case 'real':
        return Number(textOf(open));
      case 'true':
      case 'false':
        if (!open.empty) textOf(open);
        return open.name === 'true';
      default:
        throw new SyntaxError(`not a property list: <${open.closing ? '/' : ''}${open.name}> at ${open.at}`);
    }
  }

  const root = next();
  if (root.name !== 'plist' || root.closing) throw new SyntaxError('not a property list');
  return value(next());
}

const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(
    /<!\[CDATA\[([\s\S]*?)\]\]>|&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|(lt|gt|amp|quot|apos));/g,
    (_all, cdata?: string, decimal?: string, hex?: string, name?: string) => {
      if (cdata !== undefined) return cdata;
      if (name !== undefined) return named[name]!;
      return String.fromCodePoint(decimal !== undefined ? Number(decimal) : parseInt(hex!, 16));
    },
  );
}
