import * as vscode from 'vscode';
import { attachmentOf } from '../../../src/context/attach';
import { describeRefusal } from '../../../src/wording/refusals';
import { fakeView, setUpChat } from '../chat/support';
import { closeAll, equal, fileUri, ok, until } from '../inline/support';

const png = '\x89PNG\r\n\x1a\n';
const megabyte = 1_000_000;
const pdfOf = (pages: number) => `%PDF-1.7\n1 0 obj <</Type /Pages /Kids [] /Count ${pages}>>`;

/** Files that are only said to be so large: what is too large is not read at all. */
class Files implements vscode.FileSystemProvider {
  readonly files = new Map<string, { size: number; text: string }>();
  readonly read: string[] = [];
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;
  watch = () => ({ dispose: () => undefined });
  stat = ({ path }: vscode.Uri): vscode.FileStat => {
    const file = this.files.get(path);
    if (!file) throw vscode.FileSystemError.FileNotFound(path);
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: file.size };
  };
  readFile = ({ path }: vscode.Uri): Uint8Array => {
    this.read.push(path);
    const { size, text } = this.files.get(path)!;
    const bytes = new Uint8Array(size);
    bytes.set(Uint8Array.from(text, (char) => char.charCodeAt(0)));
    return bytes;
  };
  readDirectory = () => [];
  createDirectory = () => undefined;
  writeFile = () => undefined;
  delete = () => undefined;
  rename = () => undefined;
}

describe('a folder that is to go along', () => {
  afterEach(closeAll);

  for (const [count, more] of [
    [500, false],
    [501, true],
  ] as const) {
    it(`${count} files: ${more ? 'not all names, and a sign that there are more' : 'the name of each'}`, async () => {
      const folder = fileUri(`of-${count}`);
      const names = Array.from({ length: count }, (_, n) => `n${String(n).padStart(3, '0')}`);
      const write = (name: string) =>
        vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, name), new TextEncoder().encode('x'));
      await Promise.all(names.map(write));
      const attached = await attachmentOf(folder);
      ok(attached.kind === 'chip', attached.kind);
      const listed = attached.chip.code.split('\n');
      equal([listed.length, listed.at(-1) === '[…]'], [count, more]);
      const named = more ? listed.slice(0, -1) : listed;
      equal(
        named,
        names.filter((name) => named.includes(name)),
        'sorted, none twice, and none that is not there',
      );
      equal(attached.chip.label.endsWith(`/of-${count}/`), true);
    });
  }
});

describe('a file that is to go along', () => {
  const files = new Files();
  let provider: vscode.Disposable;
  before(() => (provider = vscode.workspace.registerFileSystemProvider('aside-files', files, { isReadonly: true })));
  after(() => provider.dispose());

  const uriOf = (name: string) => vscode.Uri.from({ scheme: 'aside-files', path: `/${name}` });
  const put = (name: string, text: string, size = text.length) => files.files.set(`/${name}`, { size, text });

  const refused: readonly [string, string, number | undefined, string, RegExp][] = [
    ['photo.png', png, 50 * megabyte, 'tooLarge', /photo\.png is too large: .* an image to 30 MB\./],
    ['log.txt', 'x', 50 * megabyte, 'tooLarge', /log\.txt is too large: text goes up to 2 MB/],
    ['book.pdf', '%PDF-1.7', 25 * megabyte, 'tooLarge', /book\.pdf is too large: .* a PDF to 20 MB/],
    ['long.pdf', pdfOf(101), undefined, 'tooManyPages', /long\.pdf has more than 100 pages, .* Attach a part of it\./],
    ['locked.pdf', '%PDF-1.7\ntrailer <</Encrypt 5 0 R>>', undefined, 'protected', /Save a copy without one/],
    ['data.bin', 'a\0b', undefined, 'binary', /data\.bin is no text, image or PDF/],
    ['empty.txt', '', undefined, 'empty', /empty\.txt is empty/],
  ];
  for (const [name, text, size, why, sentence] of refused) {
    it(`${name} is refused: ${why}`, async () => {
      put(name, text, size);
      equal(await attachmentOf(uriOf(name)), { kind: 'refused', why, name });
      ok(
        sentence.test(describeRefusal(vscode.l10n, why as 'binary', name)),
        describeRefusal(vscode.l10n, why as 'binary', name),
      );
    });
  }

  it('50 MB are not read to find that out', () => equal(files.read.includes('/photo.png'), false));

  it('is a PDF of as many pages as a model reads', async () => {
    put('short.pdf', pdfOf(100));
    const attached = await attachmentOf(uriOf('short.pdf'));
    ok(attached.kind === 'chip' && attached.chip.tokens === 200_000, JSON.stringify(attached));
  });

  it('that is open is measured as it is in the editor', async () => {
    // On the disk it is small by now, and not read.
    put('open.log', 'x'.repeat(2 * megabyte + 1));
    await vscode.workspace.openTextDocument(uriOf('open.log'));
    put('open.log', 'x');
    const name = 'open.log';
    equal(await attachmentOf(uriOf(name)), { kind: 'refused', why: 'tooLarge', name });
    ok(
      describeRefusal(vscode.l10n, 'tooLarge', name).startsWith('open.log is too large: text goes up to 2 MB'),
      'the sentence',
    );
  });

  describe('in another encoding', () => {
    const settings = () => vscode.workspace.getConfiguration('files');
    afterEach(async () => {
      await settings().update('encoding', undefined, vscode.ConfigurationTarget.Global);
      await settings().update('autoGuessEncoding', undefined, vscode.ConfigurationTarget.Global);
    });
    /** Bytes as text, one character a byte, and what they say. */
    const encodings: readonly [encoding: string, bytes: string, text: string][] = [
      ['gbk', '// \xbc\xc6\xcb\xe3\xd7\xdc\xbc\xdb\n', '// 计算总价\n'],
      ['gb18030', '\x81\x30\x89\x38 \xc4\xe3', 'ß 你'],
      ['cp950', '\xa7A\xa6n', '你好'],
      ['shiftjis', '\x93\xfa\x96{', '日本'],
      ['euckr', '\xc7\xd1\xb1\xdb', '한글'],
      ['windows1251', '\xcf\xf0\xe8\xe2\xe5\xf2', 'Привет'],
      ['iso88591', '# caf\xe9', '# café'],
    ];
    for (const [encoding, bytes, text] of encodings) {
      it(`${encoding}, as files.encoding says`, async () => {
        await settings().update('encoding', encoding, vscode.ConfigurationTarget.Global);
        put(`${encoding}.c`, bytes);
        const attached = await attachmentOf(uriOf(`${encoding}.c`));
        equal(attached.kind === 'chip' ? attached.chip.code : attached, text);
      });
    }
    it('is refused with what helps, where nothing says which', async () => {
      put('price.c', encodings[0]![1]);
      equal(await attachmentOf(uriOf('price.c')), { kind: 'refused', why: 'encoding', name: 'price.c' });
      const sentence = describeRefusal(vscode.l10n, 'encoding', 'price.c');
      ok(/files\.encoding/.test(sentence), sentence);
    });
    it('is guessed where VS Code guesses', async () => {
      await settings().update('autoGuessEncoding', true, vscode.ConfigurationTarget.Global);
      put('guessed.c', encodings[0]![1].repeat(40));
      const attached = await attachmentOf(uriOf('guessed.c'));
      equal(attached.kind === 'chip' ? attached.chip.code.split('\n')[0] : attached, '// 计算总价');
    });
  });

  it('that is not there any more is refused', async () => {
    equal(await attachmentOf(uriOf('gone.ts')), { kind: 'refused', why: 'unreadable', name: 'gone.ts' });
  });

  it('is taken as it is then, whatever becomes of it', async () => {
    put('a.ts', 'let before = 1;');
    const attached = await attachmentOf(uriOf('a.ts'));
    put('a.ts', 'let after = 2;');
    ok(attached.kind === 'chip' && attached.chip.code === 'let before = 1;', JSON.stringify(attached));
    equal(files.read.filter((path) => path === '/a.ts').length, 1);
  });

  it('is taken as it is by now when it is attached once more', async () => {
    const { chat } = setUpChat();
    const side = fakeView();
    chat.attach(side.view);
    side.say({ type: 'ready' });
    await until(() => side.posts.some(({ type }) => type === 'conversation'), 'the panel');
    const code = () =>
      side.posts.flatMap((post) => (post.type === 'draft' ? [post.draft.chips.map((one) => one.tokens)] : []));
    for (const text of ['let before = 1;', 'let after = "something longer";']) {
      put('again.ts', text);
      const before = code().length;
      side.say({ type: 'attachUris', uris: uriOf('again.ts').toString() });
      await until(() => code().length > before, 'the chip');
    }
    const [first, second] = code();
    ok(first?.length === 1 && second?.length === 1 && second[0]! > first[0]!, JSON.stringify([first, second]));
    chat.dispose();
  });
});
