import { type ImageType } from '../../protocol';

/** An image as the Messages API takes it. */
export interface ReadyImage {
  readonly mediaType: ImageType;
  /** In base64. */
  readonly data: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** Pixels of the longer side: what the API takes of each, however many there are. */
const longestSide = 2000;
/** Characters of base64: 5 MB an image. */
const mostData = 5 * 1024 * 1024;
const taken: readonly ImageType[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** Makes an image as small as the API wants it; undefined when it cannot be read, or not be made small enough. */
export async function readyImage(image: Blob): Promise<ReadyImage | undefined> {
  const bitmap = await createImageBitmap(image).catch(() => undefined);
  if (!bitmap) return undefined;
  try {
    const { width, height } = bitmap;
    const mediaType = taken.find((type) => type === image.type);
    if (mediaType && Math.max(width, height) <= longestSide) {
      const data = await base64Of(image);
      if (data !== '' && data.length <= mostData) return { mediaType, data, width, height };
    }
    for (const side of [longestSide, 1400, 1000]) {
      const made = await scaled(bitmap, Math.min(1, side / Math.max(width, height)), image.type);
      if (made && made.data.length <= mostData) return made;
    }
    return undefined;
  } finally {
    bitmap.close();
  }
}

/** Text in pictures stays sharp in PNG; where that is too large, and for photographs, JPEG does. */
async function scaled(bitmap: ImageBitmap, factor: number, type: string): Promise<ReadyImage | undefined> {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * factor));
  canvas.height = Math.max(1, Math.round(bitmap.height * factor));
  const context = canvas.getContext('2d');
  if (!context) return undefined;
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const types: readonly ImageType[] = type === 'image/jpeg' ? ['image/jpeg'] : ['image/png', 'image/jpeg'];
  for (const mediaType of types) {
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, mediaType, 0.9));
    const data = blob ? await base64Of(blob) : '';
    if (data !== '' && data.length <= mostData) return { mediaType, data, width: canvas.width, height: canvas.height };
  }
  return undefined;
}

export function base64Of(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^data:[^,]*,/, ''));
    reader.onerror = () => reject(reader.error ?? new Error('not read'));
    reader.readAsDataURL(blob);
  });
}
