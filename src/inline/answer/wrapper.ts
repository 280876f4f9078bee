/** Tags that a reply puts around its code because the question had some; each on a line of its own. */
const names = ['selected', 'answer', 'reply', 'response', 'result', 'output', 'code', 'insert', 'after', 'before'];
/** Those that are elements of a document as well. */
const elements = new Set(['output', 'code', 'result', 'insert', 'after', 'before']);

/** Languages whose code begins with tags. */
const markup =
  /^(html|xml|xsl|svg|vue|svelte|markdown|mdx|php|razor|aspnetcorerazor|handlebars|astro|blade|erb|(java|type)scriptreact)$/;

function namesFor(languageId: string): readonly string[] {
  return markup.test(languageId) ? names.filter((name) => !elements.has(name)) : names;
}

/** Whether a first line, so far, may still become such a tag. */
export function mayBeWrapper(line: string, languageId: string): boolean {
  const text = line.trim();
  return text !== '' && namesFor(languageId).some((name) => `<${name}>`.startsWith(text));
}

/** The closing tag, where a reply's first line is an opening one. */
export function wrapperAround(line: string, languageId: string): string | undefined {
  const name = namesFor(languageId).find((one) => `<${one}>` === line.trim());
  return name && `</${name}>`;
}
