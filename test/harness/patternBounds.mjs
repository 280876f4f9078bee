/**
 * The regular expressions of the product that are not linear by themselves, or that are made at run time, each with what
 * bounds the time that they take. `npm run patterns` reads it.
 */
export const bounds = [
  {
    file: 'src/check/report/mask.ts',
    pattern: String.raw`/\bsk-[\w-]{0,64}(?:\*{2,}|\.{3}|…)[\w*-]*/g`,
    bound: 'linear: at most 64 characters from each place where it may begin',
  },
  {
    file: 'src/check/report/mask.ts',
    pattern: 'new RegExp(String.raw`(https?:\\/\\/[^\\s"\'<>\\\\]+)|${folder}|(?<![\\w.-])\\/root(?=\\/)`)',
    bound: 'linear: a part of a path is looked at from four places at most, and all else begins behind constant texts',
  },
  {
    file: 'src/context/recognize.ts',
    pattern: String.raw`/\/Type\s*\/Pages\b[^]{0,200}?\/Count\s{1,20}(\d{1,9})/g`,
    bound: 'linear: at most 220 characters from each place where it may begin',
  },
  {
    file: 'src/conversation/instructions.ts',
    pattern: 'new RegExp(`(?:^|\\\\n\\\\n)${opening}[^\\\\n]*:\\\\n\\\\n`)',
    bound: 'linear: `opening` is a constant text, which begins once a line at most',
  },
  ...['placeholder', 'told'].map((name) => ({
    file: 'src/inline/answer/elision.ts',
    pattern: `new RegExp(${name}Source)`,
    bound: 'a line without white space at its ends, of at most 300 characters (`longest`)',
  })),
  {
    file: 'src/inline/comment/scanComment.ts',
    pattern:
      "new RegExp(['[\"\\'`]', ...[...markers.line, ...markers.block.map(([one]) => one)].map(escape)].join('|'))",
    bound: 'linear: one of several constant texts',
  },
  {
    file: 'src/markdown/cut.ts',
    pattern: 'new RegExp(`^(?:[ \\\\t]*>){0,${quotes}}[ \\\\t]*$`)',
    bound: 'linear: from the beginning on, each sign has one way to match',
  },
  ...['new RegExp(`^ {0,3}(${char}*|${char}{${size},}[ \\\\t]*)$`)'].map((pattern) => ({
    file: 'src/markdown/openFence.ts',
    pattern,
    bound: 'linear: from the beginning on, each sign has one way to match',
  })),
  {
    file: 'src/markdown/nestedFences.ts',
    pattern: 'new RegExp(`^(${char}{3,})(.*)$`)',
    bound: 'linear: a text without line ends, which it always matches behind three signs',
  },
  {
    file: 'src/markdown/search.ts',
    pattern: 'new RegExp(source)',
    bound: 'words with white space between: what a word begins with is no white space, so no place is tried twice',
  },
  {
    file: 'src/messages/credentials.ts',
    pattern:
      "new RegExp([ 'sk-[\\\\w-]{16,}', 'sk_(?:live|test)_\\\\w{10,}', 'gh[opsur]_\\\\w{20,}', 'github_pat_\\\\w{20,}', 'glpat-[\\\\w-]{16,}', 'xox[abeoprs]-[\\\\w-]{10,}', 'AKIA[A-Z\\\\d]{16}', 'ASIA[A-Z\\\\d]{16}', 'AIza[\\\\w-]{30,}', 'ya29\\\\.[\\\\w-]{20,}', 'hf_\\\\w{20,}', 'npm_\\\\w{30,}', 'eyJ[\\\\w-]{8,}\\\\.[\\\\w-]{8,}\\\\.[\\\\w-]*', '-----BEGIN [A-Z ]*PRIVATE KEY', ] .map((form) => `(?:^|[^\\\\w-])${form}`) .join('|'))",
    bound: 'linear: each begins behind a sign that it cannot contain',
  },
  {
    file: 'src/messages/deltaFrame.ts',
    pattern: 'new RegExp(`"${member}"\\\\s*:\\\\s*"`)',
    bound: 'linear: a constant text begins it',
  },
  {
    file: 'src/messages/html.ts',
    pattern: String.raw`/<(script|style|title)\b[\s\S]*?(<\/\1>|$)/gi`,
    bound:
      'linear: it always matches, at the end of the text at the latest; and of a page 100,000 characters (`longestPage`)',
  },
  ...[
    'new RegExp(`(?:^|-)(${families})-?${version}`)',
    'new RegExp(`^-?${version}-(${families})(?![a-z])`)',
    String.raw`/(?:^|[^a-z])(?:not|non|qwen|qwq|llama|gemma|mistral|mixtral|gpt|deepseek|glm|phi|nemotron|kimi|grok|hermes|granite|distill\w*|gguf|mlx)[\d.]*(?:[^a-z]|$)|\d+b(?:[^a-z]|$)/`,
  ].map((pattern) => ({
    file: 'src/messages/modelName.ts',
    pattern,
    bound: "200 characters of a model's id (`longest`)",
  })),
  {
    file: 'src/messages/refusals.ts',
    pattern: "new RegExp(parts.join('|'))",
    bound: '2,000 characters of a message (`longestMessage` in errors.ts)',
  },
  {
    file: 'src/messages/refusals.ts',
    pattern: '/model_(cooldown|rate)|upstream_rate_limited|concurren[a-z]+_(limit|full|exceed)|throttl|burst_rate/',
    bound: '200 characters of a code (`longestCode` in classify.ts)',
  },
  {
    file: 'src/messages/tokenLimits.ts',
    pattern: 'new RegExp(source)',
    bound: '2,000 characters of a message (`longestMessage` in errors.ts)',
  },
  ...[
    String.raw`/(\/v1)*(\/v1\/(messages(\/count_tokens)?|models|chat\/completions))?\/*$/`,
    '/^["\'`<“‘]+|["\'`>”’]+$/g',
  ].map((pattern) => ({
    file: 'src/messages/url.ts',
    pattern,
    bound: '2,048 characters of a base URL (`longestUrl`)',
  })),
  ...[
    'new RegExp(String.raw`\\b(?:again|retry|wait|resets?|available|reset)\\b(?: \\w+){0,2}? ?(${amount})`)',
    String.raw`/(\d{1,9}(?:\.\d{1,9})?) ?(秒钟?|分钟?|小时)(?:之?后|再试|以后)/`,
    String.raw`/(\d{1,9}(?:\.\d{1,9})?) ?([a-z]+)/gi`,
  ].map((pattern) => ({
    file: 'src/messages/wait.ts',
    pattern,
    bound: '2,000 characters of a message (`longestMessage` in errors.ts)',
  })),
  {
    file: 'src/webview/composer/trigger.ts',
    pattern:
      'new RegExp(`(?:^|[\\\\s([{]|[${unspaced}]|[^\\\\x00-\\\\x7f\\\\p{L}\\\\p{N}\\\\p{M}@＠])[@＠]([^\\\\s@＠]*)$`)',
    bound: 'the last characters before the caret (`longest`)',
  },
];
