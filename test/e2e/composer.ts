import { type Locator } from 'playwright-core';
import { type TestEndpoint } from '../endpoint';
import { type Panel } from './panel';
import { until } from './workbench';

const patience = 20_000;

/** A PDF of two pages, as small as one can be: a reader looks at its page tree and nothing else. */
export const pdf = [
  '%PDF-1.4',
  '1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj',
  '2 0 obj << /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >> endobj',
  '3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >> endobj',
  '4 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >> endobj',
  'trailer << /Root 1 0 R >>',
  '%%EOF',
].join('\n');

/** A file that the page makes: a text, so many bytes, or an image of pixels that no packer makes smaller. */
export interface PageFile {
  readonly name: string;
  readonly type: string;
  readonly text?: string;
  readonly size?: number;
  readonly width?: number;
  readonly height?: number;
  /** The text that the file manager gives beside it. */
  readonly beside?: string;
}

export interface SentBody {
  readonly system?: unknown;
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
}

/** Where a message is written, with what goes along with it. */
export class Composer {
  constructor(private readonly panel: Panel) {}

  area(): Promise<Locator> {
    return this.panel.waitFor('composer');
  }

  async value(): Promise<string> {
    return (await this.area()).inputValue();
  }

  hasText(text: string): Promise<void> {
    return until(`the text is ${JSON.stringify(text)}`, patience, async () => (await this.value()) === text);
  }

  async press(key: string): Promise<void> {
    await (await this.area()).press(key);
  }

  async type(text: string): Promise<void> {
    const area = await this.area();
    await area.click();
    await area.pressSequentially(text);
  }

  /** Sends what is written, and waits for the reply. Gives the request's body. */
  async send(endpoint: TestEndpoint): Promise<SentBody> {
    const asked = () => endpoint.requests.filter(({ path }) => path === '/v1/messages');
    const before = asked().length;
    await this.press('Enter');
    await until('it is asked', patience, async () => asked().length > before);
    await this.panel.reply();
    return asked().at(-1)!.body as unknown as SentBody;
  }

  /** The labels of what goes along. */
  async chips(): Promise<string[]> {
    const labels = await (await this.#chips()).locator('.chip-label').allInnerTexts();
    return labels.map((label) => label.trim());
  }

  /** By its whole label: the name of a folder is a part of the names of its files. */
  hasChip(label: string): Promise<void> {
    return until(`a chip ${label}`, patience, async () => (await this.chips()).includes(label));
  }

  /** Takes a chip away, and waits until it is gone. */
  async dropChip(label: string): Promise<void> {
    const at = (await this.chips()).indexOf(label);
    await (await this.#chips()).nth(at).getByTestId('chip-drop').click();
    await until(`no chip ${label}`, patience, async () => !(await this.chips()).includes(label));
  }

  async #chips(): Promise<Locator> {
    const around = (await this.panel.find('composer')).locator('xpath=ancestor::aside-composer');
    return around.getByTestId('chip');
  }

  async paste(file: PageFile): Promise<void> {
    await this.area();
    const frame = await this.panel.frame();
    await frame.evaluate(async ({ name, type, text, size, width = 1, height = 1, beside }) => {
      let content: Blob | string = text ?? new Blob([new Uint8Array(size ?? 0)]);
      if (text === undefined && size === undefined) {
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [width, height];
        const context = canvas.getContext('2d')!;
        const pixels = context.createImageData(width, height);
        for (let index = 0; index < pixels.data.length; index++) pixels.data[index] = (index * 2654435761) >>> 11;
        context.putImageData(pixels, 0, 0);
        content = await new Promise<Blob>((resolve) => canvas.toBlob((blob) => resolve(blob!), type));
      }
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([content], name, { type }));
      if (beside !== undefined) clipboardData.setData('text/plain', beside);
      const area = document.querySelector('[data-testid="composer"]')!;
      area.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, file);
  }
}
