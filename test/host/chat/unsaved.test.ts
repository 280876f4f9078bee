import * as vscode from 'vscode';
import { startChat } from '../../../src/parts/chat';
import type { Chat } from '../../../src/chat/chat';
import type { Connections } from '../../../src/connections/connections';
import type { Directory } from '../../../src/conversation/directory';
import { memoryDirectory } from '../../unit/conversation/memoryDirectory';
import { equal, ok, until } from '../inline/support';
import { fakeServices } from '../services';
import { fakeView } from './support';

describe('a disk that takes nothing', () => {
  const window = vscode.window as unknown as Record<string, unknown>;
  const own = window['showWarningMessage'];
  let chat: Chat;
  let connections: Connections;
  let told: string[];
  beforeEach(() => (told = []));
  afterEach(() => {
    window['showWarningMessage'] = own;
    chat.dispose();
    connections.dispose();
  });

  const causes: readonly [string, string | undefined, RegExp][] = [
    ['full', 'ENOSPC', /cannot be saved: there is no room left on the disk\. Make some;/],
    ['read-only', 'EROFS', /cannot be saved: Aside may not write to .nowhere.storage\. Allow that;/],
    ['not the person’s to write', 'EACCES', /cannot be saved: Aside may not write to .nowhere.storage\. Allow that;/],
    ['something else', 'EIO', /cannot be saved right now\. It goes on, and is saved as soon as that works\./],
  ];
  for (const [name, code, sentence] of causes) {
    it(`${name}: that is told once, with what to do; the conversation goes on, and is saved later`, async () => {
      let refuses = true;
      let logs = 0;
      const disk = memoryDirectory();
      const append: Directory['append'] = (path, bytes) =>
        refuses ? Promise.reject(Object.assign(new Error('no'), { code })) : disk.append(path, bytes);
      window['showWarningMessage'] = async (text: string, ...steps: string[]) => {
        told.push(text);
        equal(steps, ['Show Log']);
        return steps[0];
      };
      const fake = fakeServices();
      const { services } = fake;
      ({ connections } = fake);
      const platform = { ...services.platform, openDirectory: () => ({ ...disk, append }) };
      const log = { ...services.log, show: () => logs++ } as unknown as vscode.LogOutputChannel;
      chat = startChat({ ...services, platform, log }, connections);
      const side = fakeView();
      chat.attach(side.view);
      side.say({ type: 'ready' });
      await until(() => side.posts.some(({ type }) => type === 'conversation'), 'the panel');
      /** Asks, and waits until the reply has failed for want of a key. */
      const failed = new Set<string>();
      const ask = async (text: string) => {
        const before = failed.size;
        side.send(text);
        await until(() => {
          for (const post of side.posts)
            if (post.type === 'turn' && post.turn.state === 'failed') failed.add(post.turn.id);
          return failed.size > before;
        }, text);
      };
      await ask('One');
      await ask('Two');
      await until(() => logs > 0, 'the log');
      await chat.close();
      ok(sentence.test(told[0]!), told[0]!);
      equal([told.length, disk.files.size], [1, 0]);

      refuses = false;
      await ask('Three');
      await chat.close();
      const saved = [...disk.files.values()].map((bytes) => new TextDecoder().decode(bytes)).join('');
      for (const text of ['One', 'Two', 'Three']) ok(saved.includes(`"text":"${text}"`), `${text} on the disk`);
      equal(told.length, 1);
    });
  }
});
