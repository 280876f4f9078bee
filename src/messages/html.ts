/** Characters of a page that are read. */
const longestPage = 100_000;

/** Whether a text is a page of HTML, rather than data or words. */
export function isPage(text: string): boolean {
  return /^\s*<(!doctype\s+html|html|head|body|title|meta|center|h1)\b/i.test(text);
}

/**
 * The words of a body that is no JSON. Of a page, and of XML, the title on a line of its own and the text, without tags,
 * scripts and styles.
 */
export function plainText(body: string): string {
  const text = body.trim();
  return text.startsWith('<') ? textOfMarkup(text.slice(0, longestPage)) : text;
}

function textOfMarkup(markup: string): string {
  const [, title = ''] = /<title\b[^<>]*>([^<]*)/i.exec(markup) ?? [];
  const rest = markup
    .replace(/<(script|style|title)\b[\s\S]*?(<\/\1>|$)/gi, ' ')
    .replace(/<!--[\s\S]*?(-->|$)/g, ' ')
    .replace(/<[^>]*>?/g, ' ');
  return [title, rest]
    .map((part) =>
      part
        .replace(/&nbsp;/g, ' ')
        .replace(/&amp;/g, '&')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((part) => part !== '')
    .join('\n');
}
