/** `340 ms`, `2.10 s`, `75 s`: of milliseconds. */
export function duration(ms: number, language: string): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const digits = ms < 60_000 ? 2 : 0;
  return `${(ms / 1000).toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits })} s`;
}

/** `812 B`, `14.6 KB`, `3.2 MB`: of bytes. */
export function fileSize(bytes: number, language: string): string {
  if (bytes < 1024) return `${bytes} B`;
  const [value, unit] = bytes < 1024 * 1024 ? [bytes / 1024, 'KB'] : [bytes / 1024 / 1024, 'MB'];
  return `${value.toLocaleString(language, { maximumFractionDigits: 1 })} ${unit}`;
}
