/**
 * Property lists in XML, the form of older TextMate grammars and themes (`.tmLanguage`, `.tmTheme`).
 * Reads what such files hold: dict, array, string, integer, real, booleans, date and data (both as text).
 * @throws SyntaxError with the offset, when the file is not a property list.
 */
export function parsePlist(xml: string): unknown {
  const element = /<(\/?)([A-Za-z]+)(?![A-Za-z])[^>]*?(\/?)>/y;
  let position = 0;

  interface Tag {
    readonly name: string;
    readonly closing: boolean;
    readonly empty: boolean;
    readonly at: number;
  }

  function next(): Tag {
    for (;;) {
      const at = xml.indexOf('<', position);
      if (at < 0 || xml.indexOf('>', at) < 0) {
        throw new SyntaxError(`not a property list: nothing after offset ${position}`);
      }
      position = endOfMarkup(xml, at);
      if (position > at) continue;
      element.lastIndex = at;
      const match = element.exec(xml);
      position = match ? element.lastIndex : at + 1;
      if (match) return { name: match[2]!, closing: match[1] === '/', empty: match[3] === '/', at };
    }
  }

  function textOf(open: Tag): string {
    if (open.empty) return '';
    const from = position;
    const to = xml.indexOf(`</${open.name}`, from);
    if (to < 0) throw new SyntaxError(`not a property list: <${open.name}> at ${open.at} is not closed`);
    position = xml.indexOf('>', to) + 1;
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

/** Where a comment, an instruction or a document type that begins at an offset ends; the offset where none begins. */
function endOfMarkup(xml: string, at: number): number {
  const behind = (sign: string, from: number) => {
    const found = xml.indexOf(sign, from);
    return found < 0 ? xml.length : found + sign.length;
  };
  if (xml.startsWith('<!--', at)) return behind('-->', at);
  if (xml.startsWith('<?', at)) return behind('?>', at);
  if (!xml.startsWith('<!DOCTYPE', at)) return at;
  const end = behind('>', at);
  // Declarations in brackets have a `>` each.
  const bracket = xml.slice(at, end).indexOf('[');
  return bracket < 0 ? end : behind('>', behind(']', at + bracket));
}

function decode(text: string): string {
  const parts: string[] = [];
  for (let at = 0; at < text.length;) {
    const open = text.indexOf(cdata, at);
    const close = open < 0 ? -1 : text.indexOf(']]>', open);
    if (close < 0) {
      parts.push(decodeEntities(text.slice(at)));
      break;
    }
    parts.push(decodeEntities(text.slice(at, open)), text.slice(open + cdata.length, close));
    at = close + ']]>'.length;
  }
  return parts.join('');
}

const cdata = '<![CDATA[';

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot|apos));/g,
    (all, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return named[name]!;
      const code = decimal !== undefined ? Number(decimal) : parseInt(hex!, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : (all as string);
    },
  );
}
