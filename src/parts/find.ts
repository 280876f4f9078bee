/** What finding needs of Markdown. Loaded when something is looked for. */
export { countMatches, searchPattern, visibleText } from '../markdown/search';
