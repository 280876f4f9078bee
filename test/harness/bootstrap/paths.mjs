import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** Everything downloaded or made by the harness. Ignored by git; deleting it costs only the next run's time. */
export const cache = join(root, '.cache');
