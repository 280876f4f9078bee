const esbuild = require('esbuild');

/** The exports of a TypeScript file, which is bundled in memory. */
module.exports = async function importTs(file) {
  const built = await esbuild.build({
    entryPoints: [file],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
  });
  return import(`data:text/javascript,${encodeURIComponent(built.outputFiles[0].text)}`);
};
