import { type ServerOptions } from './server';

/** A VS Code that asks nothing, fetches nothing and shows the workspace. */
export const defaultSettings: Readonly<Record<string, unknown>> = {
  'editor.minimap.enabled': false,
  'files.autoSave': 'off',
  'comments.openView': 'never',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'security.workspace.trust.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'chat.disableAIFeatures': true,
};

/** Spares a processor: no test asks what TypeScript's own server knows, or looks at what moves. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  'typescript.tsserver.useSyntaxServer': 'always',
  'typescript.disableAutomaticTypeAcquisition': true,
  'editor.cursorBlinking': 'solid',
  'workbench.reduceMotion': 'on',
};

/**
 * Extensions of VS Code's own that run beside Aside's and that no test asks anything: most of them begin as soon as a
 * file or a window opens, and some start a process. TypeScript's follows every key in the files of most tests.
 */
const unusedExtensions: readonly string[] = [
  ...['css', 'html', 'markdown', 'php', 'typescript'].map((language) => `${language}-language-features`),
  ...['debug-auto-launch', 'debug-server-ready', 'emmet', 'extension-editing', 'github', 'github-authentication'],
  ...['grunt', 'gulp', 'jake', 'markdown-math', 'media-preview', 'merge-conflict', 'notebook-renderers', 'npm'],
  ...['references-view', 'simple-browser', 'terminal-suggest', 'tunnel-forwarding', 'search-result'],
];

/** What tests do ask, each in some windows. */
const toolExtensions: readonly string[] = [
  ...['git', 'git-base', 'ipynb', 'configuration-editing', 'json-language-features'],
];

/**
 * @param needed names of VS Code's own extensions, or folders of others
 * @returns what a server is to leave out, and to have beside the rest: languages and themes stay in any case
 */
export function builtinWith(needed: readonly string[]): Pick<ServerOptions, 'without' | 'beside'> {
  return {
    without: [...unusedExtensions, ...toolExtensions.filter((name) => !needed.includes(name))],
    beside: needed.filter((name) => !toolExtensions.includes(name)),
  };
}

/** For a window that nobody looks at: an editor that shows nothing but the text, and asks nobody about it. */
export const unseenSettings: Readonly<Record<string, unknown>> = {
  ...quietSettings,
  'breadcrumbs.enabled': false,
  'editor.bracketPairColorization.enabled': false,
  'editor.colorDecorators': false,
  'editor.folding': false,
  'editor.guides.indentation': false,
  'editor.inlayHints.enabled': 'off',
  'editor.links': false,
  'editor.matchBrackets': 'never',
  'editor.occurrencesHighlight': 'off',
  'editor.selectionHighlight': false,
  'editor.semanticHighlighting.enabled': false,
  'editor.stickyScroll.enabled': false,
  'editor.unicodeHighlight.ambiguousCharacters': false,
  'editor.unicodeHighlight.invisibleCharacters': false,
  'editor.wordBasedSuggestions': 'off',
  'explorer.autoReveal': false,
  'git.autoRepositoryDetection': false,
  'git.enabled': false,
  'problems.decorations.enabled': false,
  'scm.diffDecorations': 'none',
  'workbench.editor.showTabs': 'none',
};
