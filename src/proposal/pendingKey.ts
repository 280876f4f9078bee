/** In the workspace's state: what was pending in editors when the window was closed. */
export const pendingKey = 'aside.pending';
