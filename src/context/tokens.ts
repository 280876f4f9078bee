export { estimateTokens } from '../messages/tokens';
