import { type MarkdownIt } from 'markdown-it';

type BlockRule = ReturnType<MarkdownIt['block']['ruler']['getRules']>[number];
type CoreRule = ReturnType<MarkdownIt['core']['ruler']['getRules']>[number];

const blockRules = [
  ...(['table', 'code', 'fence', 'blockquote', 'hr', 'list', 'reference', 'html_block', 'heading'] as const),
  ...(['lheading', 'paragraph'] as const),
];
const coreRules = ['normalize', 'block', 'strip_references', 'inline', 'linkify'] as const;

/** markdown-it's own rules, for the rules that wrap or replace them. */
export interface StandardRules {
  readonly block: Readonly<Record<(typeof blockRules)[number], BlockRule>>;
  readonly core: Readonly<Record<(typeof coreRules)[number], CoreRule>>;
}

/** Returns the rules of a parser without plugins. markdown-it lists them in a fixed order, without names. */
export function standardRules(md: MarkdownIt): StandardRules {
  const named = (names: readonly string[], rules: readonly unknown[]): unknown =>
    Object.fromEntries(names.map((name, index) => [name, rules[index]]));
  return {
    block: named(blockRules, md.block.ruler.getRules('')) as StandardRules['block'],
    core: named(coreRules, md.core.ruler.getRules('')) as StandardRules['core'],
  };
}
