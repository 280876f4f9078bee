// Every version that the harness installs beside the project's own dependencies, in one place.

/** Runs VS Code's server, the tools and the tests, where the machine's own Node is of another major version. */
export const node = '24.21.0';

/** Carries VS Code's server (1.139.1) under lib/vscode. */
export const codeServer = '4.139.1';

/** A headless Chromium that comes whole from npm, for machines without a browser. Linux on x64 only. */
export const sparticuzChromium = '147.0.2';

/** Fonts for that browser: a bare machine has none, and an editor needs a monospaced one. */
export const dejavuFonts = '2.37.3';

/**
 * What VS Code's server needs to run extensions and webviews, out of the 60 dependencies it declares. The others are
 * for sign-in, Copilot, SSH and Windows, and some need a compiler. Versions come from the server's own lock file.
 */
export const serverDependencies = [
  '@microsoft/1ds-core-js',
  '@microsoft/1ds-post-js',
  '@parcel/watcher',
  '@vscode/iconv-lite-umd',
  '@vscode/proxy-agent',
  '@vscode/ripgrep-universal',
  '@vscode/spdlog',
  '@vscode/tree-sitter-wasm',
  '@vscode/vscode-languagedetection',
  '@xterm/addon-clipboard',
  '@xterm/addon-image',
  '@xterm/addon-ligatures',
  '@xterm/addon-progress',
  '@xterm/addon-search',
  '@xterm/addon-serialize',
  '@xterm/addon-unicode11',
  '@xterm/addon-webgl',
  '@xterm/headless',
  '@xterm/xterm',
  'cookie',
  'http-proxy-agent',
  'https-proxy-agent',
  'jschardet',
  'katex',
  'minimist',
  'node-pty',
  'tas-client',
  'vscode-oniguruma',
  'vscode-regexpp',
  'vscode-textmate',
  'ws',
  'yauzl',
  'yazl',
];

/** Built-in extensions that the tests have no use for; some of them sign in somewhere. */
export const leftOutExtensions = ['copilot', 'mermaid-markdown-features', 'microsoft-authentication', 'ms-vscode.*'];
