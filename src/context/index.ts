export { codeChip, lineNumbers, parseTarget, selectionChip, type CodeChip } from './selection';
export { estimateTokens } from './tokens';
