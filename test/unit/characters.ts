import * as fc from 'fast-check';

const surrogates = 0x800;

/**
 * Any character but half a pair. fast-check's own `binary` means the same, but first writes a table of all 1,112,064 of
 * them, which takes a second.
 */
export const anyCharacter = fc
  .nat(0x10ffff - surrogates)
  .map((number) => String.fromCodePoint(number < 0xd800 ? number : number + surrogates));
