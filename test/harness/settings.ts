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
