import { type PanelState } from '../../protocol';
import { guardIme } from './ime';
import { enterMeans } from './keys';

/** One guard for every input of the view: composition events bubble. */
const ime = guardIme(window);

let send: PanelState['send'] = 'enter';

/** Which key sends, in every input of the view. */
export function setSendKey(setting: PanelState['send']): void {
  send = setting;
}

export function meansSend(event: KeyboardEvent): boolean {
  return !ime.owns(event) && enterMeans(event, send) === 'send';
}

export function meansEscape(event: KeyboardEvent): boolean {
  return event.key === 'Escape' && !ime.owns(event);
}

/** For keys such as the arrows, which an input method uses to choose. */
export const imeOwns = (event: KeyboardEvent): boolean => ime.owns(event);
