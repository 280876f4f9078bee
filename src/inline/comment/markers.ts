/** How a language writes comments, from its language configuration. */
export interface CommentMarkers {
  readonly line: readonly string[];
  readonly block: readonly (readonly [string, string])[];
}

export const noMarkers: CommentMarkers = { line: [], block: [] };

/**
 * The `comments` member of a language-configuration.json. VS Code also accepts an object for `lineComment`, and some
 * built-in languages say `["#", " "]` for a block, which is a way to toggle lines and no block at all.
 */
export function markersFrom(comments: unknown): CommentMarkers {
  if (comments === null || typeof comments !== 'object') return noMarkers;
  const { lineComment, blockComment } = comments as { lineComment?: unknown; blockComment?: unknown };
  const line =
    lineComment !== null && typeof lineComment === 'object' && 'comment' in lineComment
      ? lineComment.comment
      : lineComment;
  const block = Array.isArray(blockComment) ? blockComment : [];
  const [start, end] = block as unknown[];
  return {
    line: typeof line === 'string' && line.trim() !== '' ? [line.trim()] : [],
    block:
      typeof start === 'string' && typeof end === 'string' && start.trim() !== '' && end.trim() !== ''
        ? [[start.trim(), end.trim()]]
        : [],
  };
}

const cLike: CommentMarkers = { line: ['//'], block: [['/*', '*/']] };
const hash: CommentMarkers = { line: ['#'], block: [] };
const dashes: CommentMarkers = { line: ['--'], block: [] };
const semicolon: CommentMarkers = { line: [';'], block: [] };
const percent: CommentMarkers = { line: ['%'], block: [] };
const angle: CommentMarkers = { line: [], block: [['<!--', '-->']] };

const families: readonly (readonly [CommentMarkers, string])[] = [
  [
    cLike,
    'c cpp cuda-cpp csharp css dart fsharp go groovy hlsl java javascript javascriptreact json jsonc kotlin less ' +
      'objective-c objective-cpp proto rust scala scss shaderlab solidity swift typescript typescriptreact zig',
  ],
  [hash, 'dockerfile dotenv elixir ignore makefile nim perl properties r raku ruby shellscript toml yaml'],
  [
    {
      line: ['#'],
      block: [
        ['"""', '"""'],
        ["'''", "'''"],
      ],
    },
    'python',
  ],
  [{ line: ['#'], block: [['###', '###']] }, 'coffeescript'],
  [{ line: ['#'], block: [['<#', '#>']] }, 'powershell'],
  [{ line: ['#'], block: [['#=', '=#']] }, 'julia'],
  [{ line: ['--'], block: [['--[[', ']]']] }, 'lua'],
  [{ line: ['--'], block: [['/*', '*/']] }, 'sql'],
  [{ line: ['--'], block: [['{-', '-}']] }, 'haskell elm purescript'],
  [dashes, 'ada vhdl'],
  [semicolon, 'clojure lisp scheme ini asm'],
  [percent, 'latex tex erlang matlab prolog'],
  [{ line: [], block: [['(*', '*)']] }, 'ocaml coq'],
  [
    {
      line: ['//'],
      block: [
        ['(*', '*)'],
        ['{', '}'],
      ],
    },
    'pascal',
  ],
  [angle, 'html markdown svelte vue xml xsl'],
  [{ line: ['//', '#'], block: [['/*', '*/']] }, 'php'],
  [{ line: ["'"], block: [] }, 'vb'],
  [{ line: ['REM', '@REM', '::'], block: [] }, 'bat'],
];

const known = new Map(families.flatMap(([markers, ids]) => ids.split(' ').map((id) => [id, markers] as const)));

/**
 * For hosts that show no language configuration: where Aside runs beside a remote workspace, the built-in languages
 * belong to the other side.
 */
export function defaultMarkers(languageId: string): CommentMarkers {
  return known.get(languageId) ?? noMarkers;
}
