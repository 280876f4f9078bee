/** There is no environment in a web worker. */
export function environmentKey(): string | undefined {
  return undefined;
}

export const isBrowser = true;
