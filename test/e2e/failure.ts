import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toolchain } from '../harness/toolchain';
import { type Session } from './session';

/** Longest text of the panel that is printed, from its end; the picture has the rest. */
const mostText = 600;

/**
 * Prints what a window shows when a test has failed in it, and takes a picture: the test's own words say only what it
 * has waited for.
 *
 * @param title of the test, for the picture's name
 */
export async function tellOfWindow({ workbench, panel, endpoint }: Session, title: string): Promise<void> {
  const { page, quickInput } = workbench;
  const focus = () =>
    page.evaluate(() => {
      const element = document.activeElement;
      return `${element?.tagName} ${element?.className} of a window ${document.hasFocus() ? 'with' : 'without'} focus`;
    });
  const facts: Readonly<Record<string, () => Promise<unknown>>> = {
    'The focus is in': focus,
    'A picker shows': async () => ((await quickInput.isVisible()) ? quickInput.innerText() : ''),
    'Notifications say': () => workbench.notifications(),
    'The panel says': async () => (await panel.text()).slice(-mostText),
    'Requests were': async () =>
      endpoint.requests.slice(-8).map(({ path, body }) => `${path} ${String(body?.['model'] ?? '')}`.trim()),
    'A picture is': () => picture(page, title),
  };
  for (const [name, find] of Object.entries(facts)) {
    const found = await find().catch((error: Error) => `not to be had: ${error.message.split('\n', 1)[0]}`);
    if (found !== '' && !(Array.isArray(found) && found.length === 0)) console.log(`      ${name}: ${oneLine(found)}`);
  }
}

const oneLine = (found: unknown) => (typeof found === 'string' ? found : JSON.stringify(found)).replace(/\s+/g, ' ');

async function picture(page: Session['workbench']['page'], title: string): Promise<string> {
  const folder = join(toolchain().cache, 'failed');
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${title.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80)}.png`);
  // A window that nobody looks at is not drawn, see `sparePage`.
  const setOpacity = (opacity: string) =>
    page.evaluate((opacity) => {
      const { style } = document.documentElement;
      const before = style.opacity;
      style.opacity = opacity;
      return before;
    }, opacity);
  const before = await setOpacity('');
  await page.screenshot({ path, timeout: 5000 });
  await setOpacity(before);
  return path;
}
