// Which way imports may go: the table of CONTRIBUTING.md, checked by `npm run layers`.

/** Folder of src -> the folders of src that it may import, beside itself. */
const layers = {
  messages: [],
  markdown: [],
  textmate: [],
  conversation: ['messages'],
  agent: ['messages', 'conversation'],
  webview: ['protocol', 'markdown', 'textmate', 'messages/partialJson'],
  util: [],
  settings: ['messages', 'conversation', 'util'],
  context: ['messages', 'util'],
  tools: ['agent', 'context', 'util'],
  inline: ['messages', 'conversation', 'context', 'textmate', 'util'],
  chat: ['protocol', 'agent', 'conversation', 'messages', 'textmate', 'context', 'util'],
  provider: ['messages', 'settings', 'util'],
};

const withoutVscode =
  '^src/(messages|markdown|textmate|conversation|agent|webview)/|^src/protocol\\.ts$|^src/chat/(session|html)\\.ts$';

module.exports = {
  forbidden: [
    ...Object.entries(layers).map(([folder, allowed]) => ({
      name: `layer-${folder}`,
      severity: 'error',
      from: { path: `^src/${folder}/` },
      to: { path: '^src/', pathNot: `^src/(${[folder, ...allowed].join('|')})(/|\\.ts$)` },
    })),
    {
      name: 'layer-protocol',
      comment:
        'The message types know the types of messages, conversation, agent and textmate, and nothing at run time.',
      severity: 'error',
      from: { path: '^src/protocol\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(messages|conversation|agent|textmate)/' },
    },
    {
      name: 'no-vscode',
      severity: 'error',
      from: { path: withoutVscode },
      to: { path: '(^|node_modules/(@types/)?)vscode(/|$)' },
    },
    {
      name: 'no-node-outside-node-files',
      comment: 'Node-only code sits in *.node.ts, with a twin for the web host.',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.node\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'src-not-to-test', severity: 'error', from: { path: '^src/' }, to: { path: '^test/' } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^vscode$' } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js', '.json', '.d.ts'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
