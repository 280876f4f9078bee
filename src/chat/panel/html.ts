export interface PageParts {
  /** `webview.cspSource`. */
  readonly cspSource: string;
  readonly nonce: string;
  readonly script: string;
  readonly style: string;
  /** BCP 47. */
  readonly language: string;
  /** Translations for the view's strings: English -> the language's. */
  readonly l10n: Readonly<Record<string, unknown>>;
}

/** The view's page. Nothing remote, nothing inline without the nonce, no connections at all. */
export function pageHtml({ cspSource, nonce, script, style, language, l10n }: PageParts): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `img-src ${cspSource} data: blob:`,
    `font-src ${cspSource}`,
    `worker-src blob:`,
    `connect-src 'none'`,
    `form-action 'none'`,
    `base-uri 'none'`,
  ].join('; ');
  // In a script element only `</` and `<!--` can end or change what JSON says.
  const boot = JSON.stringify({ language, l10n }).replaceAll('<', '\\u003c');
  return `<!DOCTYPE html>
<html lang="${escapeAttribute(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy)}">
<title>Aside</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escapeAttribute(style)}">
<script nonce="${nonce}" id="boot" type="application/json">${boot}</script>
</head>
<body>
<aside-app></aside-app>
<script nonce="${nonce}" src="${escapeAttribute(script)}"></script>
</body>
</html>`;
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
