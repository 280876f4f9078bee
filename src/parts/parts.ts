/** The bundles that are loaded on first use, by the name of their file: what `esbuild.js` builds beside the extension. */
export interface Parts {
  readonly chat: typeof import('./chat');
  readonly find: typeof import('./find');
  readonly inline: typeof import('./inline');
}
