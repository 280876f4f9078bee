import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { type HostMessage, type TurnView } from '../protocol';
import { shrink } from './composer/attach';
import './composer/composer';
import { type ComposerElement } from './composer/composer';
import { emptyState } from './emptyState';
import './find/find';
import { type FindElement } from './find/find';
import { listen, post } from './kit/host';
import { meansEscape, setSendKey } from './kit/input';
import { LightElement } from './kit/lightElement';
import { enterConversation, savedPlace } from './kit/place';
import { initialState, lastTurns, reduce, textOf, turnsAtEnd, type ViewState } from './transcript/store';
import './transcript/transcript';
import { type TranscriptElement } from './transcript/transcript';

const isMac = /^Mac/.test(navigator.platform);

/** The panel. Takes what the host says and hands it to its parts. */
@customElement('aside-app')
export class AppElement extends LightElement {
  @state() private view: ViewState = initialState;
  /** For the screen reader: one sentence when a reply is over, instead of one a token. */
  @state() private announcement = '';
  #frame = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    listen((message) => this.#receive(message));
    window.addEventListener('keydown', this.#onKey);
    window.addEventListener('keydown', this.#onFindKey, { capture: true });
    const { conversation, turn } = savedPlace();
    post({ type: 'ready', conversation: conversation || undefined, turn, height: window.innerHeight });
  }

  protected override render(): TemplateResult {
    const { view } = this;
    const { panel } = view;
    const said = view.turns.filter(({ role }) => role === 'user').map(textOf);
    const fresh = panel && view.conversation && view.turns.length === 0;
    return html`
      <aside-find></aside-find>
      <aside-transcript .view=${view} .empty=${fresh ? emptyState(panel) : nothing}></aside-transcript>
      <aside-composer
        ?hidden=${!panel}
        .panel=${panel}
        .chips=${view.draft.chips}
        .said=${said}
        @aside-sent=${this.#onSent}
      ></aside-composer>
      <div class="sr-only" role="status" aria-live="polite" data-testid="announcement">${this.announcement}</div>
    `;
  }

  #receive(message: HostMessage): void {
    const old = this.#now;
    const now = reduce(old, message);
    this.#now = now;
    switch (message.type) {
      case 'delta':
      case 'block':
      case 'citation':
        // However many come, they are shown once a frame.
        this.#frame ||= requestAnimationFrame(this.#showLive);
        return;
      case 'found':
        this.#find()?.found(message.id, message.hits);
        return;
      case 'focus':
        this.#composer()?.focus();
        return;
      case 'completions':
        this.#composer()?.completed(message);
        return;
      case 'insert':
        this.#composer()?.insert(message.text);
        return;
      case 'pastedFrom':
        this.#composer()?.pastedFrom(message);
        return;
      case 'refused':
        this.#composer()?.refused(message.sentences);
        return;
      case 'shrink':
        void shrink(message);
        return;
      case 'sent':
        this.#composer()?.answered(message);
        return;
      case 'draft':
        this.#composer()?.heard(message);
        break;
      case 'conversation':
        if (message.id !== old.conversation?.id) this.#composer()?.reset(message);
        break;
      case 'turn':
        this.#announce(
          old.turns.find(({ id }) => id === message.turn.id),
          message.turn,
        );
        break;
      case 'state':
        setSendKey(message.state.send);
        break;
      case 'earlier':
      case 'later':
      case 'removed':
      case 'costs':
      case 'colours':
        break;
    }
    this.view = now;
    if (message.type === 'conversation') this.#arrive(message, old);
    if (message.type !== 'state' && message.type !== 'draft') this.#find()?.changed();
    if (old.panel?.busy && now.panel?.busy === false) {
      const failed = now.turns.at(-1)?.state === 'failed';
      // The composer has to know that nothing runs any more before it sends.
      void this.updateComplete.then(() => this.#composer()?.replyEnded(failed));
    }
  }

  /** Another part of the conversation is on show, or another conversation. */
  #arrive({ id }: HostMessage & { type: 'conversation' }, old: ViewState): void {
    const isNewPage = old.conversation === undefined;
    const isOther = id !== old.conversation?.id;
    enterConversation(id);
    const { turn, top } = isNewPage ? savedPlace() : {};
    const find = this.#find();
    // A page begins at the end by itself, and to ask for it lays out what is about to change.
    if (isNewPage && turn === undefined) return;
    void this.updateComplete.then(() => {
      if (!isOther && find?.arrived() !== undefined) return;
      if (isOther || old.later > 0) void this.#transcript()?.toPlace(turn, top);
    });
  }

  readonly #onSent = (): void => {
    this.#now = lastTurns(this.#now, turnsAtEnd);
    this.view = this.#now;
    this.#transcript()?.toEnd();
  };

  /** Ahead of `view` by what has streamed since it was rendered. */
  #now: ViewState = initialState;

  readonly #showLive = (): void => {
    this.#frame = 0;
    this.#transcript()?.updateLive(this.#now.live);
    this.#find()?.changed();
  };

  #announce(before: TurnView | undefined, turn: TurnView): void {
    if (before?.state !== 'streaming' || turn.state === 'streaming') return;
    if (turn.state === 'failed') this.announcement = turn.error?.sentence ?? l10n.t('The reply failed');
    else if (turn.state === 'stopped') this.announcement = l10n.t('Stopped');
    else
      this.announcement = l10n.t(
        'Claude replied: {0}',
        textOf(turn)
          .replace(/```.*?(```|$)/gs, ' ')
          .slice(0, 1000),
      );
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (!event.defaultPrevented && meansEscape(event) && this.view.panel?.busy) post({ type: 'stop' });
  };

  /** Before VS Code, which would look in the editor. */
  readonly #onFindKey = (event: KeyboardEvent): void => {
    const { code, key, ctrlKey, metaKey, altKey, shiftKey } = event;
    const modifier = isMac ? metaKey && !ctrlKey : ctrlKey && !metaKey;
    const isF = key.toLowerCase() === 'f' || (code === 'KeyF' && !/^[a-z]$/i.test(key));
    if (!modifier || altKey || shiftKey || !isF || this.view.turns.length === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void this.#find()?.open();
  };

  #find(): FindElement | null {
    return this.querySelector('aside-find');
  }

  #composer(): ComposerElement | null {
    return this.querySelector('aside-composer');
  }

  #transcript(): TranscriptElement | null {
    return this.querySelector('aside-transcript');
  }
}
