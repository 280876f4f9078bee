import assert from 'node:assert/strict';
import { type SharedSession } from './sharedSession';
import { until } from './workbench';

const patience = 20_000;
/** `ASIDE_SCREENSHOTS=folder` takes pictures, in a light and a dark theme. */
const screenshots = process.env['ASIDE_SCREENSHOTS'];

/**
 * The whole of the request that is on show, through the clipboard; or of a report.
 *
 * @param name what its tab begins with
 */
export async function documentText({ workbench, key }: SharedSession, name = 'request '): Promise<string> {
  await workbench.page.locator(`.tab.active[data-resource-name^="${name}"]`).waitFor({ timeout: patience });
  await workbench.focusEditor();
  await workbench.page.evaluate(() => navigator.clipboard.writeText(''));
  await workbench.page.keyboard.press('Control+a');
  await workbench.page.keyboard.press('Control+c');
  let text = '';
  await until('the document is copied', patience, async () => {
    text = await workbench.page.evaluate(() => navigator.clipboard.readText());
    return text !== '';
  });
  await workbench.page.keyboard.press('Control+Home');
  assert(!text.includes(key), 'the key is on show');
  return text.replaceAll('\r\n', '\n');
}

/** Pictures of the whole of it. */
export async function documentPictures({ workbench }: SharedSession, name: string): Promise<void> {
  if (!screenshots) return;
  const before = workbench.page.viewportSize()!;
  await workbench.page.setViewportSize({ width: 1280, height: 1700 });
  for (const theme of ['Dark Modern', 'Light Modern']) {
    await workbench.pickTheme(theme);
    await workbench.focusEditor();
    await workbench.page.waitForTimeout(1500);
    await workbench.screenshot(`${name} ${theme}`);
  }
  await workbench.page.setViewportSize(before);
}
