// The tests are a project of their own, which does not see src/webview/svg.d.ts.
declare module '*.svg' {
  const text: string;
  export { text as default };
}
