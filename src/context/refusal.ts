/** Why something cannot be attached. */
export type Refusal =
  'binary' | 'image' | 'protected' | 'empty' | 'folder' | 'tooLarge' | 'tooManyPages' | 'unreadable' | 'nothing';
