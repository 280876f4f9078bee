import assert from 'node:assert/strict';
import { ownModelOf } from '../../../../src/chat/session/ownModel';
import type { Change, Session } from '../../../../src/chat/session/types';
import { emptyConversation } from '../../../../src/conversation/model';
import type { OptionOverrides } from '../../../../src/conversation/options';

describe('a conversation’s own model', () => {
  function check(options: OptionOverrides, expected: OptionOverrides | undefined): void {
    const changes: Change[] = [];
    const session = {
      conversation: () => ({ ...emptyConversation('c', 0), options }),
      change: (change: Change) => changes.push(change),
    } as unknown as Session;
    const own = ownModelOf(session);
    assert.equal(own.model, options.model);
    own.drop();
    assert.deepEqual(changes, expected ? [{ t: 'options', options: expected }] : []);
  }

  it('goes alone when it is dropped', () => check({ model: 'm', temperature: 1 }, { temperature: 1 }));
  it('may be none, against the settings', () => check({ model: null }, {}));
  it('is nothing to write of where there is none', () => check({ temperature: 1 }, undefined));
});
