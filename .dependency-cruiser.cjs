// Which way imports may go: the tables of CONTRIBUTING.md, checked by `npm run layers`.

/** Folder of src -> what of src it may import, beside itself. */
const layers = {
  messages: [],
  markdown: [],
  textmate: [],
  text: [],
  util: [],
  languages: ['textmate', 'util'],
  conversation: ['messages', 'util'],
  context: ['messages', 'util'],
  settings: ['messages', 'conversation', 'util'],
  exits: ['messages', 'util'],
  wording: ['messages', 'conversation', 'context/refusal', 'util'],
  connections: ['messages', 'conversation', 'settings', 'util'],
  proposal: ['text', 'util'],
  protocol: ['messages', 'conversation', 'textmate', 'wording/steps'],
  webview: ['protocol', 'markdown', 'textmate', 'messages/partialJson', 'text/replacement', 'util/describeCause'],
  inline: ['messages', 'conversation', 'context', 'textmate', 'languages', 'proposal', 'text', 'wording', 'util'],
  check: ['messages', 'conversation', 'wording', 'util'],
  chat: [
    'protocol',
    'conversation',
    'messages',
    'textmate',
    'languages',
    'context',
    'wording',
    'connections/types',
    'exits',
    'util',
  ],
};

/** Rooms within a folder -> the other rooms and files of that folder that they may import. */
const rooms = {
  'inline/answer': [],
  'inline/comment': [],
  'inline/prompt': ['comment'],
  'inline/request': ['prompt'],
  'inline/completion': ['comment', 'prompt', 'request'],
  'inline/commit': ['prompt', 'request'],
  'chat/session': [],
  'chat/notices': ['session'],
  'chat/files': ['session'],
  'chat/options': ['session', 'notices', 'requests'],
  'chat/requests': ['session', 'files'],
  'chat/panel': ['session', 'notices', 'files', 'requests'],
  'check/plan': [],
  'check/report': ['plan'],
  'webview/kit': [],
  'webview/markdown': ['kit'],
  'webview/composer': ['kit'],
  'webview/transcript': ['kit', 'markdown'],
  'webview/find': ['kit', 'transcript'],
  'webview/colours': ['kit', 'markdown'],
};

/** The folders that compile without VS Code's API, Node and the DOM: see src/tsconfig.core.json. */
const withoutVscode =
  '^src/(messages|markdown|textmate|text|util|conversation|protocol|wording|webview|inline/answer|chat/session|check/(plan|report))/|^src/connections/types\\.ts$';

const anyOf = (paths) => `(${paths.join('|')})(/|\\.ts$)`;

module.exports = {
  forbidden: [
    ...Object.entries(layers).map(([folder, allowed]) => ({
      name: `layer-${folder}`,
      severity: 'error',
      from: { path: `^src/${folder}/` },
      to: { path: '^src/', pathNot: `^src/${anyOf([folder, ...allowed])}` },
    })),
    ...Object.entries(rooms).map(([room, allowed]) => {
      const [folder, name] = room.split('/');
      return {
        name: `room-${room}`,
        severity: 'error',
        from: { path: `^src/${room}/` },
        to: { path: `^src/${folder}/`, pathNot: `^src/${folder}/${anyOf([name, ...allowed])}` },
      };
    }),
    {
      name: 'layer-answer',
      comment: 'What a reply of a model means is decided from text alone.',
      severity: 'error',
      from: { path: '^src/inline/answer/' },
      to: { path: '^src/', pathNot: '^src/(inline/answer|text|util)/' },
    },
    {
      name: 'protocol-is-types',
      comment: 'The messages are made of types, and are checked by a schema: at run time they know the steps alone.',
      severity: 'error',
      from: { path: '^src/protocol/' },
      to: { path: '^src/', pathNot: '^src/(protocol/|wording/steps\\.ts$)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'webview-checks-nothing',
      comment: 'The view knows the types of the messages: the checks would be a part of its bundle.',
      severity: 'error',
      from: { path: '^src/webview/' },
      to: { path: '^src/protocol/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'connections-are-one',
      comment:
        'A second part with the service in it would have model lists and refusals of its own, and the client twice.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(connections/|parts/connections\\.ts$)' },
      to: {
        path: '^src/(connections/|messages/client\\.ts$)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'features-are-joined-above',
      comment: 'Only the files of src and the parts know a feature folder.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: '^src/(chat|check|inline|parts)/' },
      to: { path: '^src/(chat|check|inline)/' },
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
      comment: 'Types count too: two files that need each other to be understood are one, or lack a third.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
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
