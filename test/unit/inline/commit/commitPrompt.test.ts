import { strict as assert } from 'node:assert';
import { commitPrompt, messageIn } from '../../../../src/inline/commit/commitPrompt';

describe('inline: the commit message', () => {
  const diff = 'diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-x\n+y';

  it('carries the changes and the subjects, without merges', () => {
    const messages = ['fix: one\n\nWhy.\n', 'Merge branch b', 'feat: two', 'Revert "c"\n\nx'];
    const { user } = commitPrompt({ diff, messages, draft: '' });
    assert.ok(
      user.includes(
        'The last 2 commits, the newest first; 1 of them have a body:\n<subjects>\nfix: one\nfeat: two\n</subjects>',
      ),
    );
    assert.ok(user.includes(`<changes>\n${diff}\n</changes>`));
    assert.ok(!user.includes('<draft>'));
  });

  it('a first commit has no subjects; what was typed is a hint', () => {
    const { user } = commitPrompt({ diff, messages: [], draft: ' speed up\n' });
    assert.ok(!user.includes('<subjects>'));
    assert.ok(user.includes('<draft>\nspeed up\n</draft>'));
  });

  const cases: readonly (readonly [reply: string, expected: string])[] = [
    ['fix: one\n\nBody.\n', 'fix: one\n\nBody.'],
    ['```\nfix: one\n```', 'fix: one'],
    ['```text\nfix: one\n\n- a `b`\n```\n', 'fix: one\n\n- a `b`'],
    ['Here is the message:\n\n```\nfix: one\n```\nDone.', 'fix: one'],
    ["Here's a commit message:\nfix: one", 'fix: one'],
    ['**Commit message:** fix: one', 'fix: one'],
    ['"fix: one"', 'fix: one'],
    ['`fix: one`', 'fix: one'],
    ['Say "hello"', 'Say "hello"'],
    ['"Quoted" and "quoted"\n\nBody', '"Quoted" and "quoted"\n\nBody'],
    ['```\n```', ''],
    ['~~~\n\n~~~\n', ''],
    ['', ''],
    [' \n', ''],
  ];
  for (const [reply, expected] of cases) {
    it(`is read from ${JSON.stringify(reply)}`, () => assert.equal(messageIn(reply), expected));
  }

  it('is never more than what has come, and ends as the message', () => {
    for (const [reply, expected] of cases) {
      let last = '';
      for (let at = 1; at <= reply.length; at++) last = messageIn(reply.slice(0, at));
      assert.equal(last, expected);
    }
  });
});
