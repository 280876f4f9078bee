import { bold, colourOf, italic, strikethrough, underline } from '../../textmate/style';

/**
 * Classes for styles. A colour has its class for good, whatever the theme: what is not coloured anew yet keeps its
 * colours. The page's policy allows no `style` attributes; a sheet of its own it does.
 */
export function createSheet(): (palette: readonly string[]) => (style: number) => string {
  const sheet = new CSSStyleSheet();
  const defined = new Set<string>();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

  function colourClass(colour: string): string {
    const name = `code-${colour.replace(/[^\w-]/g, '')}`;
    if (!defined.has(name)) {
      defined.add(name);
      sheet.insertRule(`.${name} { color: ${colour}; }`);
    }
    return name;
  }

  return (palette) => {
    const classes = new Map<number, string>();
    return (style) => {
      let found = classes.get(style);
      if (found === undefined) {
        const colour = palette[colourOf(style)];
        const names = [...fonts].flatMap(([font, name]) => (style & font ? [name] : []));
        found = [...(colour ? [colourClass(colour)] : []), ...names].join(' ');
        classes.set(style, found);
      }
      return found;
    };
  };
}

const fonts = new Map([
  [italic, 'code-italic'],
  [bold, 'code-bold'],
  [underline, 'code-underline'],
  [strikethrough, 'code-strikethrough'],
]);
