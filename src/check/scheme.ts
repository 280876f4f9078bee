/** Under it the report of a check can be read. */
export const checkScheme = 'aside-check';
