import { type HostMessage } from '../protocol';
import { post } from './host';
import { base64Of, readyImage } from './images';

/** Bytes of what goes to the host at all. It says why what is less is still too much. */
const mostBytes = { image: 30_000_000, other: 20_000_000 };

/** An image of the host's, which has nothing to read images with. */
export async function shrink({ name, target, data }: Extract<HostMessage, { type: 'shrink' }>): Promise<void> {
  const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
  // Of an unknown kind: a browser looks at the bytes.
  await takeImage(new Blob([bytes], { type: typeOf(bytes) }), name, target);
}

/**
 * Takes what was pasted or dropped, when it is files. False leaves it to the browser. Office programs give a picture of
 * a text beside the text: who pastes means the text.
 */
export function takeTransfer(transfer: DataTransfer | null, how: 'paste' | 'drop'): boolean {
  if (!transfer || (how === 'paste' && transfer.getData('text/plain') !== '')) return false;
  const uris = transfer.getData('application/vnd.code.uri-list') || transfer.getData('text/uri-list');
  const files = [...transfer.files];
  if (files.length > 0) {
    for (const file of files) void takeFile(file);
    return true;
  }
  if (!/^(?:file|vscode-\w+):/m.test(uris)) return false;
  post({ type: 'attachUris', uris });
  return true;
}

async function takeFile(file: File): Promise<void> {
  if (file.type.startsWith('image/') && file.type !== 'image/svg+xml') {
    await takeImage(file, file.name || 'image.png', '');
    return;
  }
  const fits = file.size <= mostBytes.other;
  const data = fits ? await base64Of(file).catch(() => undefined) : '';
  post({ type: 'attachFile', name: file.name, size: data === undefined ? 0 : file.size, data: data ?? '' });
}

async function takeImage(image: Blob, name: string, target: string): Promise<void> {
  if (image.size > mostBytes.image) return post({ type: 'imageRefused', name, why: 'tooLarge' });
  const ready = await readyImage(image);
  if (ready) post({ type: 'attachImage', name, target, ...ready });
  else post({ type: 'imageRefused', name, why: 'image' });
}

function typeOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0x89) return 'image/png';
  if (first === 0xff && second === 0xd8) return 'image/jpeg';
  if (first === 0x47) return 'image/gif';
  return first === 0x52 ? 'image/webp' : '';
}
