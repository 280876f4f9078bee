import { fairDiff } from './commitDiff';
import { type Prompt } from '../prompt/prompt';

/** Tokens, estimated, of changes that go along. */
const diffBudget = 16_000;
const maxSubject = 200;

export interface CommitPromptInput {
  /** As `git diff` prints it. */
  readonly diff: string;
  /** The messages of the last commits, the newest first. */
  readonly messages: readonly string[];
  /** What the person has written already: a hint. */
  readonly draft: string;
}

/** Without anything that changes, so that a server can cache it. */
const system = [
  'You write the message of a Git commit. The user gives you the changes, and the subjects of earlier commits of the repository.',
  'Reply with the message only: no explanation, no quotes, no Markdown fence.',
  'Follow the earlier subjects: their language, their tense, their length, their prefixes such as "fix:" or "[core]", their capital letters. Without any, write an imperative subject of at most 60 characters.',
  'Say what the change is for, not which lines it touches. Write a body, behind an empty line, only where earlier commits have one and the subject does not say it all; wrap it at 72 characters.',
  'Changes may be cut, and lock files and generated files are only named: do not mention that.',
].join('\n');

/** What is asked of the model for a commit message. */
export function commitPrompt({ diff, messages, draft }: CommitPromptInput): Prompt {
  const earlier = messages.filter((one) => one.trim() !== '' && !/^(Merge|Revert) /.test(one));
  const bodies = earlier.filter((one) => /\n[^\S\n]*\n/.test(one.trim())).length;
  const user = [
    ...(earlier.length > 0
      ? [
          `The last ${earlier.length} commits, the newest first; ${bodies} of them have a body:`,
          '<subjects>',
          ...earlier.map((one) => one.trim().split('\n', 1)[0]!.slice(0, maxSubject)),
          '</subjects>',
          '',
        ]
      : []),
    '<changes>',
    fairDiff(diff, diffBudget),
    '</changes>',
    '',
    ...(draft.trim() === ''
      ? []
      : ['The author has begun like this; keep its meaning:', '<draft>', draft.trim(), '</draft>', '']),
    'Write the commit message.',
  ].join('\n');
  return { system, user };
}

/** The message in a reply, also in one that is still coming: without a fence, a heading or quotes around it. */
export function messageIn(reply: string): string {
  let text = reply.trim();
  const fence = /^(?:[^\n]*:\s*\n)?(`{3,}|~{3,})[^\n]*(?:\n|$)/.exec(text);
  if (fence) {
    const inside = text.slice(fence[0].length);
    const end = `\n${inside}`.indexOf(`\n${fence[1]}`);
    // The closing fence may have come in part.
    text = (end < 0 ? inside.replace(/(^|\n)[`~]+$/, '') : inside.slice(0, end)).trim();
  }
  if (/^[`~]+$/.test(text)) return '';
  text = text.replace(
    /^(?:(?:sure|certainly|okay|of course)[,.!]\s*)?(?:here(?:['’]s| is)[^\n]*:|(?:当然[，。！]?)?(?:以下|下面|这)[^\n]*[：:]\s*\n|提交(?:信息|说明)[：:]|(?:\*\*)?commit message:?(?:\*\*)?:?)\s*/i,
    '',
  );
  const quoted = /^(["'`])([^\n]*)\1$/.exec(text);
  return (quoted ? quoted[2]! : text).trimEnd();
}
