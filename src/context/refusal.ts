/** Why something cannot be attached. */
export type Refusal =
  | 'binary'
  | 'encoding'
  | 'image'
  | 'protected'
  | 'empty'
  | 'folder'
  | 'tooLarge'
  | 'tooManyPages'
  | 'unreadable'
  | 'nothing';
