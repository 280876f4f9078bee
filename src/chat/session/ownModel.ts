import type { OwnModel } from '../../connections/types';
import type { Session } from './types';

/** The model that a conversation has set for itself, among its options. */
export function ownModelOf(session: Session): OwnModel {
  return {
    model: session.conversation().options.model,
    drop() {
      const { model, ...others } = session.conversation().options;
      if (model !== undefined) session.change({ t: 'options', options: others });
    },
  };
}
