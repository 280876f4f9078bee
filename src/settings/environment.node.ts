/** The key that the platform's own examples keep in the environment. Offered to the person, never taken silently. */
export function environmentKey(): string | undefined {
  return process.env['OPEAI_API_KEY'] || undefined;
}

/** Whether requests leave from a browser, where servers must allow it. */
export const isBrowser = false;
