/** What models do to code that is right otherwise, undone where it is certain. */
export function cleaned(code: string, languageId: string): string {
  return withoutLineNumbers(unescaped(code, languageId), languageId).replace(
    /^[ \t\u00a0]*\u00a0[ \t\u00a0]*/gm,
    plainSpaces,
  );
}

/** Indentation that was copied from a web page. */
function plainSpaces(white: string): string {
  return white.replaceAll('\u00a0', ' ');
}

const markup =
  /^(html|xml|xsl|svg|vue|svelte|markdown|mdx|php|razor|aspnetcorerazor|handlebars|astro|restructuredtext)$/;

/**
 * Code that was written for a web page: `&lt;` for `<`. Only where nothing in it is not escaped, and where the code would
 * not be any: an arrow, an operator between two values.
 */
export function unescaped(code: string, languageId: string): string {
  if (markup.test(languageId) || /[<>]|&(?!(amp|lt|gt|quot|apos|#39|#x27);)/.test(code)) return code;
  if (!/[=-]&gt;|&amp;&amp;|[\w)\]] &(lt|gt);=? [\w(]|\w&lt;\w+(\[\])?&gt;[\s(]/.test(code)) return code;
  return code
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&(apos|#39|#x27);/g, "'")
    .replace(/&amp;/g, '&');
}

/** Languages in which a line may begin with a number that goes up. */
const numbered = /^(plaintext|markdown|csv|tsv|basic|vb|yaml|restructuredtext|log|fortran.*)$/;

/** Code whose lines are numbered, `12: code`, `12 | code` or `12⇥code`, each one up from the line above. */
export function withoutLineNumbers(code: string, languageId: string): string {
  if (numbered.test(languageId)) return code;
  const lines = code.split('\n');
  const told = lines.filter((line) => line.trim() !== '');
  if (told.length < 2) return code;
  const [first] = told;
  const sign = /^\s*\d+(\s?\||:|\t)/.exec(first!)?.[1]?.trim();
  if (sign === undefined) return code;
  const pattern = sign === '' ? /^\s*(\d+)\t/ : sign === '|' ? /^\s*(\d+)\s?\| ?/ : /^\s*(\d+): ?/;
  let last: number | undefined;
  let bare = false;
  for (const line of told) {
    const match = pattern.exec(line);
    const number = Number(match?.[1] ?? NaN);
    if (!match || (last !== undefined && number !== last + 1)) return code;
    last = number;
    // A key of a table has a value: a line that is empty or a bracket says that the number is none.
    bare ||= /^[)\]}]*[;,]?$/.test(line.slice(match[0].length).trim());
  }
  if (sign === ':' && !bare) return code;
  return lines.map((line) => line.replace(pattern, '')).join('\n');
}
