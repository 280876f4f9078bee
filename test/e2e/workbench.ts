import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errors, type Frame, type Locator, type Page } from 'playwright-core';

const patience = 20_000;

/** VS Code's window as a person uses it: keyboard and mouse, no back doors. */
export class Workbench {
  /** Where a selector was found. */
  readonly #frames = new Map<string, Frame>();

  constructor(
    readonly page: Page,
    private readonly screenshots?: string,
  ) {}

  /** Until the window can be used. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.editor').waitFor({ timeout: 60_000 });
    await this.page.locator('.activitybar .action-label[aria-label^="Aside"]').waitFor({ timeout: 60_000 });
    await this.page.locator('.part.statusbar .statusbar-item').first().waitFor({ timeout: 60_000 });
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  /** Closes pickers, notifications and editors, and drops what is not saved in them. */
  async clear(): Promise<void> {
    await this.page.keyboard.press('Escape');
    const unsaved = this.page.locator('.editor-group-container .tab.dirty');
    await until('no editor holds changes', patience, async () => {
      if ((await unsaved.count()) === 0) return true;
      await unsaved.first().click();
      await this.run('View: Revert and Close Editor');
      return false;
    });
    const tab = this.page.locator('.editor-group-container .tab').first();
    await this.#untilDone('no editor is open', ['Control+k', 'Control+w'], async () => (await tab.count()) === 0);
    await this.run('Notifications: Clear All Notifications');
  }

  /** Runs a command from the palette, by the title that it has there. */
  async run(title: string): Promise<void> {
    await this.#pick(`>${title}`, title);
  }

  /** Whether the palette offers a command now. */
  async offers(title: string): Promise<boolean> {
    const widget = await this.#openQuickInput(`>${title}`);
    await this.page.waitForTimeout(500);
    const rows = await widget.locator('.monaco-list-row').allInnerTexts();
    await this.page.keyboard.press('Escape');
    await widget.waitFor({ state: 'hidden' });
    return rows.some((row) => row.startsWith(title));
  }

  /**
   * Opens a file with the cursor at a place.
   *
   * @param line one-based, as the editor shows it; column as well
   */
  async open(file: string, line = 1, column = 1): Promise<void> {
    const name = file.split('/').at(-1)!;
    await this.#pick(`${file}:${line}:${column}`, name);
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor({ timeout: patience });
    await this.editor.locator('.view-lines').waitFor({ timeout: patience });
    await this.focusEditor();
  }

  /** Opens a file and puts the cursor in front of the first place with this text. */
  async openAt(file: string, text: string, content: string): Promise<void> {
    const lines = content.split('\n');
    const index = lines.findIndex((line) => line.includes(text));
    if (index < 0) throw new Error(`${file} has no line with “${text}”.`);
    await this.open(file, index + 1, lines[index]!.indexOf(text) + 1);
  }

  /** Opens a file and selects whole lines, one-based, both included. */
  async select(file: string, first: number, last: number): Promise<void> {
    await this.open(file, first, 1);
    for (let line = first; line <= last; line++) await this.page.keyboard.press('Shift+ArrowDown');
  }

  get editor(): Locator {
    return this.page.locator('.editor-group-container.active .monaco-editor[role="code"]').first();
  }

  async focusEditor(): Promise<void> {
    await this.#untilDone('the editor has the focus', ['Control+1'], () => this.editorHasFocus());
  }

  async editorHasFocus(): Promise<boolean> {
    return this.page.evaluate(() => document.activeElement?.closest('.editor-instance .monaco-editor') !== null);
  }

  /** The lines of the active editor that are on screen, top to bottom. */
  async visibleText(): Promise<string> {
    return this.editor.locator('.view-lines').evaluate((element) =>
      [...element.querySelectorAll<HTMLElement>('.view-line')]
        .sort((a, b) => parseFloat(a.style.top) - parseFloat(b.style.top))
        .map((line) => (line.textContent ?? '').replace(/\u00a0/g, ' '))
        .join('\n'),
    );
  }

  async waitForText(text: string | RegExp, timeout = patience): Promise<void> {
    await until(`the editor shows ${String(text)}`, timeout, async () => {
      const shown = await this.visibleText();
      return typeof text === 'string' ? shown.includes(text) : text.test(shown);
    });
  }

  async waitForTextGone(text: string, timeout = patience): Promise<void> {
    await until(`the editor no longer shows ${text}`, timeout, async () => !(await this.visibleText()).includes(text));
  }

  /** Waits for the lightbulb, opens it and takes an offer. */
  async takeAction(title: string): Promise<void> {
    // A cursor that was put here by the palette has not moved since the editor has the focus.
    await this.page.keyboard.press('ArrowRight');
    const bulb = this.editor.locator('[class*="lightbulb"]:visible, .lightBulbWidget:visible').first();
    await bulb.waitFor({ timeout: patience });
    await this.page.keyboard.press('Control+Period');
    const offer = this.page.locator('.action-widget .monaco-list-row.action', { hasText: title });
    await offer.waitFor({ timeout: patience });
    await offer.click();
  }

  /** Presses a code lens. */
  async pressLens(title: string): Promise<void> {
    await this.lens(title).first().click({ timeout: patience });
  }

  lens(title: string): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: title });
  }

  async save(): Promise<void> {
    await this.page.keyboard.press('Control+s');
    await this.page.locator('.tab.active.dirty').waitFor({ state: 'detached', timeout: patience });
  }

  /** Replaces the person's settings, in the editor that VS Code opens for them. */
  async writeSettings(json: string): Promise<void> {
    await this.run('Preferences: Open User Settings (JSON)');
    await this.page.locator('.tab.active[data-resource-name="settings.json"]').waitFor({ timeout: patience });
    const dirty = this.page.locator('.tab.active.dirty');
    let tries = 0;
    // On a busy machine the editor may not listen yet, and a browser without a window may not give its clipboard away.
    await until('the settings are written', 3 * patience, async () => {
      await this.focusEditor();
      await this.page.keyboard.press('Control+a');
      if (tries++ % 2 === 0) {
        await this.page.evaluate((text) => navigator.clipboard.writeText(text), json);
        await this.page.keyboard.press('Control+v');
      } else await this.page.keyboard.insertText(json);
      return dirty.waitFor({ timeout: 5000 }).then(
        () => true,
        () => false,
      );
    });
    await this.save();
  }

  async undo(): Promise<void> {
    await this.page.keyboard.press('Control+z');
  }

  /** The open input box or picker. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  /** Types into the input box that a command has opened, and accepts. */
  async answer(text: string): Promise<void> {
    const input = this.quickInput.locator('.quick-input-box input');
    await input.waitFor({ state: 'visible', timeout: patience });
    await input.fill(text);
    await this.page.keyboard.press('Enter');
    await this.quickInput.waitFor({ state: 'hidden', timeout: patience });
  }

  /** Clicks Aside's icon in the activity bar, unless its panel is open already. */
  async openPanel(): Promise<void> {
    const icon = this.page.locator('.activitybar .action-item', { has: this.page.locator('[aria-label^="Aside"]') });
    await icon.waitFor({ timeout: patience });
    const title = this.page.locator('.part.sidebar .composite.title', { hasText: 'Aside' });
    // A window that comes back may be about to show the panel by itself: a click would then close it again.
    await until('the panel is open', patience, async () => {
      if (await title.isVisible()) return true;
      if (!/\bchecked\b/.test((await icon.getAttribute('class')) ?? '')) await icon.click();
      return title.waitFor({ timeout: 1000 }).then(
        () => true,
        () => false,
      );
    });
  }

  /** Shows what a new window shows beside the editors. */
  async showExplorer(): Promise<void> {
    const title = this.page.locator('.part.sidebar .composite.title', { hasText: 'Explorer' });
    await this.#untilDone('the explorer is shown', ['Control+Shift+e'], () => title.isVisible());
  }

  /** The first frame that has the selector: a webview is two frames deep, and is made anew whenever it is shown. */
  async frameWith(selector: string, timeout = patience): Promise<Frame> {
    let found = this.#frames.get(selector);
    if (found && !found.isDetached()) return found;
    await until(`a webview shows ${selector}`, timeout, async () => {
      // The first is VS Code's own page.
      for (const frame of this.page.frames().slice(1)) {
        const count = await frame
          .locator(selector)
          .count()
          .catch(() => 0);
        if (count === 0) continue;
        found = frame;
        return true;
      }
      return false;
    });
    this.#frames.set(selector, found!);
    return found!;
  }

  /**
   * Chooses in the picker that a command has opened.
   *
   * @param then whether the picker goes, or is followed by another one
   */
  async pickRow(label: string, then: 'goes' | 'stays' = 'goes'): Promise<void> {
    const row = this.quickInput.locator('.monaco-list-row', { hasText: label }).first();
    await row.click({ timeout: patience });
    if (then === 'goes') await this.quickInput.waitFor({ state: 'hidden', timeout: patience });
  }

  /** Enters a file in VS Code's own dialog for files, which is a picker where the machine's own is not to be had. */
  async answerDialog(file: string): Promise<void> {
    const input = this.quickInput.locator('.quick-input-box input');
    await until('the dialog shows a folder', patience, async () =>
      /^\/./.test(await input.inputValue().catch(() => '')),
    );
    // It looks the folder up while one types, and takes nothing before it has found it.
    await until('the dialog has taken it', 3 * patience, async () => {
      const typed = async () => (await input.inputValue({ timeout: 1000 }).catch(() => '')) === file;
      if (!(await typed())) await input.fill(file, { timeout: 1000 }).catch(() => undefined);
      await this.page.waitForTimeout(1000);
      // A completion of its own may have replaced it.
      if (!(await this.quickInput.isVisible())) return true;
      if (!(await typed())) return false;
      await this.page.keyboard.press('Enter');
      await this.page.waitForTimeout(1000);
      return !(await this.quickInput.isVisible());
    });
  }

  /** Picks a colour theme by the label that it has in the picker of themes. */
  async pickTheme(label: string): Promise<void> {
    await this.page.keyboard.press('Control+k');
    await this.page.keyboard.press('Control+t');
    await this.quickInput.locator('input').first().fill(label);
    await this.quickInput.locator('.monaco-list-row.focused', { hasText: label }).waitFor({ timeout: 60_000 });
    await this.page.keyboard.press('Enter');
    await this.quickInput.waitFor({ state: 'hidden', timeout: 60_000 });
  }

  /** What an output channel shows, by the name it has there. */
  async outputChannel(): Promise<string> {
    const text = this.page.locator('.output-view-container .view-lines, .output-view .view-lines').first();
    await text.waitFor({ timeout: patience });
    return (await text.innerText()).replace(/\u00a0/g, ' ');
  }

  /** Notifications on screen. */
  async notifications(): Promise<string[]> {
    return this.page.locator('.notification-toast .notification-list-item-message').allInnerTexts();
  }

  async screenshot(name: string): Promise<void> {
    if (!this.screenshots) return;
    await mkdir(this.screenshots, { recursive: true });
    await this.page.screenshot({ path: join(this.screenshots, `${name}.png`) });
  }

  /** Presses keys until they have done what they do: a view that is just being shown may take the focus away. */
  async #untilDone(what: string, keys: readonly string[], isDone: () => Promise<boolean>): Promise<void> {
    await until(what, patience, async () => {
      if (await isDone()) return true;
      for (const key of keys) await this.page.keyboard.press(key);
      return until(what, 2000, isDone).then(
        () => true,
        () => false,
      );
    });
  }

  /** Enters a text in the palette, and takes the first row once that begins as told. */
  async #pick(text: string, row: string): Promise<void> {
    await this.#openQuickInput(text);
    // What took the focus away has closed the palette with it, such as a panel that is just being shown.
    while ((await this.#quickInputIs('ready', text, row)) === 'closed') await this.#openQuickInput(text);
    await this.page.keyboard.press('Enter');
    await this.#quickInputIs('taken', text, row);
  }

  /** Waits in the page: to ask it over and over costs both more. */
  async #quickInputIs(state: 'ready' | 'taken', text: string, row: string): Promise<'closed' | 'ready' | 'other'> {
    const what = { state, text, row };
    const waiting = this.page.waitForFunction(
      ({ state, text, row }) => {
        const widget = document.querySelector('.quick-input-widget');
        if (!widget || widget.getClientRects().length === 0) return 'closed';
        const written = widget.querySelector<HTMLInputElement>('.quick-input-box input')?.value;
        if (state === 'taken') return written !== text && 'other';
        const first = widget.querySelector<HTMLElement>('.monaco-list-row')?.innerText ?? '';
        return written === text && first.trim().startsWith(row) && 'ready';
      },
      what,
      { timeout: patience, polling: 30 },
    );
    const found = await named(`${text} is ${state}`, patience, waiting);
    return (await found.jsonValue()) as 'closed' | 'ready' | 'other';
  }

  async #openQuickInput(text: string): Promise<Locator> {
    const input = this.quickInput.locator('.quick-input-box input');
    await until('the palette opens', patience, async () => {
      await this.page.keyboard.press('F1');
      try {
        await input.waitFor({ state: 'visible', timeout: 1000 });
        // A window that is still starting may take the focus away, and with it the palette.
        await input.fill(text, { timeout: 2000 });
        return true;
      } catch {
        return false;
      }
    });
    return this.quickInput;
  }
}

/** Polls, as little of VS Code's page can be waited for otherwise: less and less often, as each look costs the page. */
export async function until(what: string, timeout: number, check: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + timeout;
  for (let pause = 20; !(await check()); pause = Math.min(1.5 * pause, 100)) {
    if (Date.now() > deadline) throw inVain(what, timeout);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** The browser waits; should it do so in vain, the error says for what. */
export async function named<T>(what: string, timeout: number, waiting: Promise<T>): Promise<T> {
  return waiting.catch((error: unknown) => {
    throw error instanceof errors.TimeoutError ? inVain(what, timeout) : error;
  });
}

const inVain = (what: string, timeout: number) => new Error(`Waited ${timeout / 1000} s in vain: ${what}.`);
