/**
 * What the view says to the host. To add a message, add a row to the table: its type and the check of what comes in
 * follow, and the host's switch does not compile until it is handled.
 */
import {
  boolean,
  is,
  maxLength,
  maxValue,
  minValue,
  number,
  object,
  optional,
  picklist,
  pipe,
  safeInteger,
  string,
  type InferOutput,
} from 'valibot';
import { stepIds } from '../wording/steps';

const text = pipe(string(), maxLength(10_000_000));
/** Looking for a text gets slower with its length, and nobody types more. */
const searchText = pipe(string(), maxLength(10_000));
/** A file of 20 MB in base64. */
const fileData = pipe(string(), maxLength(28_000_000));
const count = pipe(number(), safeInteger(), minValue(0));
const pixels = pipe(count, minValue(1), maxValue(8000));

const suggestion = picklist(['explain', 'tests', 'changes']);
export type Suggestion = InferOutput<typeof suggestion>;

const codeAction = picklist(['copy', 'insert', 'newFile', 'apply', 'terminal']);
export type CodeAction = InferOutput<typeof codeAction>;

const offerButton = picklist(['send', 'summarise', 'drop', 'no']);
export type OfferButton = InferOutput<typeof offerButton>;

/** Why the view gives the host no bytes of a file. */
const fileRefusal = picklist(['image', 'tooLarge', 'folder', 'unreadable']);
export type FileRefusal = InferOutput<typeof fileRefusal>;

/** What the API takes. */
const imageType = picklist(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
export type ImageType = InferOutput<typeof imageType>;

/** The members of each message, by its `type`. */
const messages = {
  /** The page is new, and `height` px high. `turn` is where the reader was in `conversation`, unless that was its end. */
  ready: object({ conversation: optional(text), turn: optional(text), height: optional(count) }),
  /** The text is to go out; answered with `sent` under this id. `rest` is what else is in the composer: it stays there. */
  send: object({ id: text, conversation: text, text, rest: text, edits: count, version: count }),
  stop: object({}),
  /** A suggestion of the empty chat was taken: asks `text` about the open file, or about git's changes. */
  suggest: object({ what: suggestion, text }),
  newChat: object({}),
  openConversation: object({ id: text }),
  retry: object({ turn: text }),
  /** The same with a model that the person picks, this once. */
  retryWith: object({ turn: text }),
  /** Continues from a turn in a new conversation. */
  fork: object({ turn: text }),
  edit: object({ turn: text, text }),
  switchSibling: object({ turn: text, by: picklist([-1, 1]) }),
  answer: object({ offer: text, button: offerButton }),
  /** Continues from a summary of the branch on show. */
  summarise: object({}),
  /** Shows what the turn is a summary of. */
  showOriginal: object({ turn: text }),
  step: object({ step: picklist(stepIds), turn: optional(text) }),
  /** More turns before or after these, the first and the last that the view has. */
  loadEarlier: object({ before: text }),
  loadLater: object({ after: text }),
  /** The conversation from scratch, around a turn or at its end. */
  showAt: object({ turn: optional(text) }),
  find: object({ id: text, text: searchText, matchCase: boolean() }),
  /**
   * What is in the composer of this conversation: it may come when another one is on show already. `beside` is the `send`
   * that is not answered yet: its text is still part of the draft, and not in this one.
   */
  draft: object({ conversation: text, text, beside: optional(text), edits: count, version: count }),
  addSelection: object({}),
  dropChip: object({ chip: text }),
  /** The workspace's instructions, as they are now, are sent with this conversation; or are left out of it. */
  instructions: object({ use: boolean() }),
  /** What stands after an `@` or a `/` in the composer, and the one of the answers that was chosen. */
  complete: object({ id: text, trigger: picklist(['@', '/']), query: searchText }),
  choose: object({ item: text }),
  /** Lines of text were pasted, and may come from an open file; then that the composer has given them up for the chip. */
  pasted: object({ id: text, text }),
  takePasted: object({ id: text }),
  /** Lets the person pick files. */
  attach: object({}),
  /** A file that was pasted or dropped: its size in bytes, and itself in base64. */
  attachFile: object({ name: text, size: count, data: fileData }),
  /** Files of this VS Code that were dropped: their URIs, one a line. */
  attachUris: object({ uris: text }),
  /** An image that is ready for the API: `data` in base64, its size in pixels. `target` is empty for a pasted one. */
  attachImage: object({
    name: text,
    target: text,
    mediaType: imageType,
    data: fileData,
    width: pixels,
    height: pixels,
  }),
  /** A pasted or dropped file that is not attached: `image` cannot be read as one, or not be made small enough. */
  fileRefused: object({ name: text, why: fileRefusal }),
  pickModel: object({}),
  options: object({}),
  pickEndpoint: object({}),
  setKey: object({}),
  useEnvironmentKey: object({ use: boolean() }),
  history: object({}),
  copyTurn: object({ turn: text }),
  /** The request behind a reply, as a program. */
  copyRequest: object({ turn: text }),
  /** The same with all that came of it, in an editor. */
  showRequest: object({ turn: text }),
  /** `info` is all that stands behind the fence, `before` the end of the text in front of the block. */
  code: object({ action: codeAction, text, language: text, info: text, before: text }),
  openLink: object({ href: text }),
  openSettings: object({}),
  /** The view has code to colour, in the theme with this id: `languages` once a page, `theme` with every change. */
  languages: object({}),
  theme: object({ id: text }),
  grammar: object({ scopeName: text }),
  /** Something threw in the view: for the log. */
  failed: object({ message: text }),
};

type Messages = typeof messages;

export type ViewMessage = {
  [T in keyof Messages]: Readonly<{ type: T } & InferOutput<Messages[T]>>;
}[keyof Messages];

/** The check of what comes in from a view. Undefined for anything that is not a message of ours. */
export function parseViewMessage(value: unknown): ViewMessage | undefined {
  const { type } = (value ?? {}) as { readonly type?: unknown };
  if (typeof type !== 'string' || !Object.hasOwn(messages, type)) return undefined;
  return is(messages[type as keyof Messages], value) ? (value as ViewMessage) : undefined;
}
