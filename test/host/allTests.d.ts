/** Made by esbuild.js: imports every *.test.ts under test/host. */
declare module 'all-tests:host';
