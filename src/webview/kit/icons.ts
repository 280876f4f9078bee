import { html, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import add from '@vscode/codicons/src/icons/add.svg';
import arrowDown from '@vscode/codicons/src/icons/arrow-down.svg';
import arrowUp from '@vscode/codicons/src/icons/arrow-up.svg';
import attach from '@vscode/codicons/src/icons/attach.svg';
import book from '@vscode/codicons/src/icons/book.svg';
import caseSensitive from '@vscode/codicons/src/icons/case-sensitive.svg';
import check from '@vscode/codicons/src/icons/check.svg';
import chevronDown from '@vscode/codicons/src/icons/chevron-down.svg';
import chevronLeft from '@vscode/codicons/src/icons/chevron-left.svg';
import chevronRight from '@vscode/codicons/src/icons/chevron-right.svg';
import close from '@vscode/codicons/src/icons/close.svg';
import comment from '@vscode/codicons/src/icons/comment.svg';
import copy from '@vscode/codicons/src/icons/copy.svg';
import debugStop from '@vscode/codicons/src/icons/debug-stop.svg';
import diff from '@vscode/codicons/src/icons/diff.svg';
import diffSingle from '@vscode/codicons/src/icons/diff-single.svg';
import edit from '@vscode/codicons/src/icons/edit.svg';
import error from '@vscode/codicons/src/icons/error.svg';
import file from '@vscode/codicons/src/icons/file.svg';
import files from '@vscode/codicons/src/icons/files.svg';
import fold from '@vscode/codicons/src/icons/fold.svg';
import folder from '@vscode/codicons/src/icons/folder.svg';
import info from '@vscode/codicons/src/icons/info.svg';
import insert from '@vscode/codicons/src/icons/insert.svg';
import json from '@vscode/codicons/src/icons/json.svg';
import key from '@vscode/codicons/src/icons/key.svg';
import listSelection from '@vscode/codicons/src/icons/list-selection.svg';
import loading from '@vscode/codicons/src/icons/loading.svg';
import newFile from '@vscode/codicons/src/icons/new-file.svg';
import refresh from '@vscode/codicons/src/icons/refresh.svg';
import repoForked from '@vscode/codicons/src/icons/repo-forked.svg';
import search from '@vscode/codicons/src/icons/search.svg';
import send from '@vscode/codicons/src/icons/send.svg';
import settings from '@vscode/codicons/src/icons/settings.svg';
import stopCircle from '@vscode/codicons/src/icons/stop-circle.svg';
import symbolMethod from '@vscode/codicons/src/icons/symbol-method.svg';
import terminal from '@vscode/codicons/src/icons/terminal.svg';
import tools from '@vscode/codicons/src/icons/tools.svg';
import unfold from '@vscode/codicons/src/icons/unfold.svg';
import warning from '@vscode/codicons/src/icons/warning.svg';
import wordWrap from '@vscode/codicons/src/icons/word-wrap.svg';

/** The codicons in use, by their own names; no other glyph is bundled. */
const icons = {
  add,
  'arrow-down': arrowDown,
  'arrow-up': arrowUp,
  attach,
  book,
  'case-sensitive': caseSensitive,
  check,
  'chevron-down': chevronDown,
  'chevron-left': chevronLeft,
  'chevron-right': chevronRight,
  close,
  comment,
  copy,
  'debug-stop': debugStop,
  diff,
  'diff-single': diffSingle,
  edit,
  error,
  file,
  files,
  fold,
  folder,
  info,
  insert,
  json,
  key,
  'list-selection': listSelection,
  loading,
  'new-file': newFile,
  refresh,
  'repo-forked': repoForked,
  search,
  send,
  settings,
  'stop-circle': stopCircle,
  'symbol-method': symbolMethod,
  terminal,
  tools,
  unfold,
  warning,
  'word-wrap': wordWrap,
};

export type IconName = keyof typeof icons;

/** For a template. Never the only label of anything. */
export function icon(name: IconName, className = ''): TemplateResult {
  return html`<span class="icon ${className}" aria-hidden="true">${unsafeHTML(icons[name])}</span>`;
}

/** The same outside a template. */
export function iconElement(name: IconName): HTMLElement {
  const element = document.createElement('span');
  element.className = 'icon';
  element.ariaHidden = 'true';
  element.innerHTML = icons[name];
  return element;
}
