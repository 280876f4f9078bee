/**
 * The paths that a query means, best first: those whose name begins with it, then whose name has it, whose path has it,
 * and whose path has its letters in order. Case and the form of accents (macOS writes names decomposed) do not count,
 * and a shorter path comes before a longer one.
 */
export function rank<T>(items: readonly T[], pathOf: (item: T) => string, query: string, most: number): T[] {
  const wanted = comparable(query);
  if (wanted === '') return items.slice(0, most);
  const found: { item: T; score: number; length: number }[] = [];
  for (const item of items) {
    const path = comparable(pathOf(item));
    const score = scoreOf(path, wanted);
    if (score > 0) found.push({ item, score, length: path.length });
  }
  return found
    .sort((a, b) => b.score - a.score || a.length - b.length)
    .slice(0, most)
    .map(({ item }) => item);
}

const comparable = (text: string): string => text.normalize('NFC').toLowerCase();

function scoreOf(path: string, wanted: string): number {
  const name = path.slice(path.lastIndexOf('/', path.length - 2) + 1);
  if (name.startsWith(wanted)) return 4;
  if (name.includes(wanted)) return 3;
  if (path.includes(wanted)) return 2;
  let at = -1;
  for (const letter of wanted) {
    at = path.indexOf(letter, at + 1);
    if (at < 0) return 0;
  }
  return 1;
}
