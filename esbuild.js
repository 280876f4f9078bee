// Builds everything that runs: `node esbuild.js [--production] [--tests] [--watch]`.
//
// The extension is one small bundle that VS Code loads when it activates: dist/extension.js for Node and
// dist/web/extension.js for the web worker host, where *.node.ts files give way to their *.web.ts twins. The parts
// that it loads on first use (src/parts) are the same for both hosts: dist/*.js. All of it is CommonJS: the web worker
// host takes nothing else.
const esbuild = require('esbuild');
const fs = require('node:fs');
const path = require('node:path');
const { gzipSync } = require('node:zlib');
const importTs = require('./test/harness/manifest/importTs.js');

const production = process.argv.includes('--production');
const tests = process.argv.includes('--tests');
const watch = process.argv.includes('--watch');

/** The web worker host gets the twin of every file that needs Node. */
const webTwins = {
  name: 'web-twins',
  setup(build) {
    build.onResolve({ filter: /\.node$/ }, (args) => {
      if (!args.path.startsWith('.')) return undefined;
      return { path: path.resolve(args.resolveDir, `${args.path.slice(0, -'.node'.length)}.web.ts`) };
    });
  },
};

/**
 * Suites of what does not know its host, as it has nothing of platform/ in it: in the web one only with ASIDE_RUNS set.
 */
const sameInBothHosts =
  /(inline[\\/](apply|complete|disturbed|edit|explain|fix|generateMeanwhile|indent|languages|remember|robust|scope)|chat[\\/](branching|copyRequest|costs|requestFiles|requests|terminal)|settings[\\/]config)\.test\.ts$/;

/** Suites with a server of their own, which a browser cannot have. */
const needsNode = /\.node\.test\.ts$/;

/** `import 'all-tests:host'` imports every *.test.ts under test/host that `takes` says. */
const allTests = (takes = () => true) => ({
  name: 'all-tests',
  setup(build) {
    build.onResolve({ filter: /^all-tests:/ }, (args) => ({ path: args.path, namespace: 'all-tests' }));
    build.onLoad({ filter: /.*/, namespace: 'all-tests' }, (args) => {
      const folder = path.join('test', args.path.slice('all-tests:'.length));
      const files = fs.existsSync(folder)
        ? fs.readdirSync(folder, { recursive: true }).filter((file) => /\.test\.ts$/.test(file) && takes(file))
        : [];
      return {
        contents: files
          .sort()
          .map((file) => `import ${JSON.stringify(`./${path.join(folder, file)}`)};`)
          .join('\n'),
        resolveDir: __dirname,
        watchDirs: fs.existsSync(folder) ? [folder] : [],
      };
    });
  },
});

/**
 * Mocha's browser build takes any `module` in sight for its own; in the suites' bundle that is the module that VS Code
 * calls. Without one it defines a global.
 */
const mochaAsScript = {
  name: 'mocha-as-script',
  setup(build) {
    build.onLoad({ filter: /[\\/]mocha[\\/]mocha\.js$/ }, (args) => ({
      contents: `const module = undefined;\n${fs.readFileSync(args.path, 'utf8')}`,
    }));
  },
};

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  target: 'es2022',
  define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
};

const parts = {
  chat: 'src/parts/chat.ts',
  check: 'src/parts/check.ts',
  connections: 'src/parts/connections.ts',
  find: 'src/parts/find.ts',
  inline: 'src/parts/inline.ts',
};

const extensionHost = { ...common, format: 'cjs', external: ['vscode'] };

/** @type {Record<string, import('esbuild').BuildOptions>} */
const bundles = {
  node: { ...extensionHost, entryPoints: { extension: 'src/extension.ts' }, outdir: 'dist', platform: 'node' },
  web: {
    ...extensionHost,
    entryPoints: { extension: 'src/extension.ts' },
    outdir: 'dist/web',
    platform: 'browser',
    plugins: [webTwins],
  },
  parts: { ...extensionHost, entryPoints: parts, outdir: 'dist', platform: 'browser' },
  webview: {
    ...common,
    entryPoints: { main: 'src/webview/main.ts', colours: 'src/webview/colours/worker.ts' },
    outdir: 'dist/webview',
    platform: 'browser',
    format: 'iife',
    loader: { '.svg': 'text' },
    tsconfig: 'src/webview/tsconfig.json',
  },
};

const testCommon = {
  ...common,
  minify: false,
  sourcemap: 'inline',
  platform: 'node',
  format: 'cjs',
  loader: { '.svg': 'text' },
  tsconfig: 'test/tsconfig.json',
  target: 'node20',
};
/** Left as requires: too large, native, or found by their own path. */
const testExternal = [
  'vscode',
  'mocha',
  'playwright-core',
  '@vscode/test-electron',
  '@copilotkit/aimock',
  'esbuild',
  'happy-dom',
  '@vscode/l10n-dev',
  'typescript',
  'commonmark-spec',
  'axe-core',
  'selfsigned',
];

/** @type {Record<string, import('esbuild').BuildOptions>} */
const testBundles = {
  unit: {
    ...testCommon,
    stdin: { contents: "import 'all-tests:unit';", resolveDir: __dirname, sourcefile: 'unit.ts' },
    outfile: 'dist/test/unit.js',
    // jsonc-parser's other build has imports that no bundler sees.
    mainFields: ['module', 'main'],
    external: testExternal,
    plugins: [allTests()],
  },
  nodeHost: {
    ...testCommon,
    entryPoints: ['test/host/index.ts'],
    outdir: 'dist/test/host',
    mainFields: ['module', 'main'],
    external: testExternal,
    plugins: [allTests()],
  },
  webHost: {
    ...testCommon,
    entryPoints: { index: 'test/host/web.ts' },
    outdir: 'dist/test/web',
    platform: 'browser',
    target: 'es2022',
    external: ['vscode'],
    plugins: [
      allTests((file) => !needsNode.test(file) && (process.env.ASIDE_RUNS || !sameInBothHosts.test(file))),
      webTwins,
      mochaAsScript,
    ],
    define: { ...common.define, global: 'globalThis' },
  },
  e2e: {
    ...testCommon,
    // Modules with common parts: files that run in one process have one window, one browser.
    format: 'esm',
    splitting: true,
    outExtension: { '.js': '.mjs' },
    entryPoints: fs.existsSync('test/e2e')
      ? fs.readdirSync('test/e2e').flatMap((file) => (file.endsWith('.test.ts') ? [`test/e2e/${file}`] : []))
      : [],
    outdir: 'dist/test/e2e',
    external: testExternal,
  },
  endpoint: {
    ...testCommon,
    entryPoints: { endpoint: 'test/endpoint/index.ts' },
    outdir: 'dist/test',
    external: testExternal,
  },
};

/** The schema of the file in which a conversation's request options are edited. */
async function writeOptionsSchema() {
  const { optionsSchema } = await importTs('test/harness/manifest/settings.ts');
  const strings = JSON.parse(fs.readFileSync('package.nls.json', 'utf8'));
  fs.mkdirSync('dist', { recursive: true });
  fs.writeFileSync('dist/options.schema.json', JSON.stringify(optionsSchema(strings)));
}

/** One line a bundle, so that growth is seen when it happens. */
function printSizes(results) {
  for (const result of results) {
    for (const file of Object.keys(result.metafile.outputs)) {
      if (file.endsWith('.map') || file.startsWith('dist/test/')) continue;
      const bytes = fs.readFileSync(file);
      const kb = (size) => `${(size / 1024).toFixed(1)} KB`.padStart(10);
      console.log(`${file.padEnd(28)} ${kb(bytes.length)} ${kb(gzipSync(bytes).length)} gzip`);
    }
  }
}

async function main() {
  await writeOptionsSchema();
  // Files of an earlier build, whose names were others.
  if (tests) fs.rmSync(testBundles.e2e.outdir, { recursive: true, force: true });
  const wanted = [
    ...Object.values(bundles),
    ...Object.entries(testBundles)
      .filter(([, options]) => tests && Object.values(options.entryPoints ?? {}).every((file) => fs.existsSync(file)))
      .map(([, options]) => options),
  ];
  if (watch) {
    for (const options of wanted) await (await esbuild.context({ ...options, logLevel: 'info' })).watch();
    return;
  }
  printSizes(await Promise.all(wanted.map((options) => esbuild.build(options))));
}

main().catch((error) => {
  // esbuild has printed its own errors.
  if (!error.errors) console.error(error);
  process.exitCode = 1;
});
