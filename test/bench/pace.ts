/**
 * Hands over pieces at a steady rate. What is due goes out, however late the timer: a slow reader must not slow the
 * stream down.
 */
export async function paced(
  pieces: readonly string[],
  perSecond: number,
  hand: (piece: string) => void,
  gone: () => boolean = () => false,
): Promise<void> {
  const begin = performance.now();
  for (const [index, piece] of pieces.entries()) {
    const wait = begin + ((index + 1) * 1000) / perSecond - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    if (gone()) return;
    hand(piece);
  }
}
