/** What the bootstrap installed, or found. */
export interface Toolchain {
  /** The checkout. */
  readonly root: string;
  /** The ignored folder that holds everything downloaded or made. */
  readonly cache: string;
  /** A Node of the version that VS Code's server wants. */
  readonly node: string;
  /** The folder that has `out/server-main.js`. */
  readonly server?: string;
  readonly browser?: { readonly path: string; readonly env: Readonly<Record<string, string>> };
  /** The `code` command of a desktop VS Code. */
  readonly desktop?: string;
}

/** The bootstrap hands it over in the environment, to the harness and to the suites that the harness starts. */
export function toolchain(): Toolchain {
  const json = process.env.ASIDE_TOOLCHAIN;
  if (!json) throw new Error('Run this through `npm test` or `npm start`.');
  return JSON.parse(json) as Toolchain;
}
