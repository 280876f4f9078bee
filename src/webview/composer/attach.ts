import { type HostMessage } from '../../protocol';
import { post } from '../kit/host';
import { fileNamesIn, namesFilesAlone } from './fileNames';
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
 * a text beside the text, and that text is meant; file managers give the names of the files, and those are not.
 */
export function takeTransfer(transfer: DataTransfer | null, how: 'paste' | 'drop'): boolean {
  if (!transfer) return false;
  const uris = transfer.getData('application/vnd.code.uri-list') || transfer.getData('text/uri-list');
  const text = transfer.getData('text/plain');
  const names = [...[...transfer.files].map(({ name }) => name), ...fileNamesIn(uris)];
  if (how === 'paste' && text !== '' && !namesFilesAlone(text, names)) return false;
  const folders = foldersIn(transfer);
  const files = [...transfer.files];
  if (files.length > 0) {
    for (const file of files) {
      if (folders.has(file.name)) post({ type: 'fileRefused', name: file.name, why: 'folder' });
      else void takeFile(file);
    }
    return true;
  }
  if (!/^(?:file|vscode-\w+):/m.test(uris)) return false;
  post({ type: 'attachUris', uris });
  return true;
}

/**
 * The names of the folders among what was dropped. As files they have a size, and often a type, and cannot be read.
 * Names do: in one place no two are the same.
 */
function foldersIn({ items }: DataTransfer): Set<string> {
  const entries = [...items].map((item) => item.webkitGetAsEntry());
  return new Set(entries.flatMap((entry) => (entry?.isDirectory ? [entry.name] : [])));
}

async function takeFile(file: File): Promise<void> {
  if (file.type.startsWith('image/') && file.type !== 'image/svg+xml') {
    await takeImage(file, file.name || 'image.png', '');
    return;
  }
  const { name, size } = file;
  if (size > mostBytes.other) return post({ type: 'fileRefused', name, why: 'tooLarge' });
  const data = await base64Of(file).catch(() => undefined);
  if (data === undefined) post({ type: 'fileRefused', name, why: 'unreadable' });
  else post({ type: 'attachFile', name, size, data });
}

async function takeImage(image: Blob, name: string, target: string): Promise<void> {
  if (image.size > mostBytes.image) return post({ type: 'fileRefused', name, why: 'tooLarge' });
  const ready = await readyImage(image);
  if (ready) post({ type: 'attachImage', name, target, ...ready });
  else post({ type: 'fileRefused', name, why: 'image' });
}

function typeOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0x89) return 'image/png';
  if (first === 0xff && second === 0xd8) return 'image/jpeg';
  if (first === 0x47) return 'image/gif';
  return first === 0x52 ? 'image/webp' : '';
}
