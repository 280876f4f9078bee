import { type ChildProcess, spawn, spawnSync, type StdioOptions } from 'node:child_process';

export interface StartOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly stdio?: StdioOptions;
}

export interface Started {
  readonly child: ChildProcess;
  /** The exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Ends it and everything that it started. */
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();
let watching = false;

/** Starts a program in a process group of its own, which ends with this process at the latest. */
export function start(command: string, args: readonly string[], options: StartOptions = {}): Started {
  endAllOnExit();
  const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
  running.add(child);
  const exited = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
  // What it started may outlive it, so the group is ended also when the program itself is gone.
  exited.then(
    () => endGroup(child, 'SIGKILL'),
    () => running.delete(child),
  );
  return {
    child,
    exited,
    async stop() {
      if (!running.has(child)) return;
      endGroup(child, 'SIGTERM');
      const timer = setTimeout(() => endGroup(child, 'SIGKILL'), 2000);
      await exited.catch(() => undefined);
      clearTimeout(timer);
    },
  };
}

/** Makes sure that however this process ends, nothing that it started goes on. */
export function endAllOnExit(): void {
  if (watching) return;
  watching = true;
  const endAll = () => running.forEach((child) => endGroup(child, 'SIGKILL'));
  process.on('exit', endAll);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
  // The bootstrap process is gone.
  process.on('disconnect', () => process.exit(130));
  process.channel?.unref();
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (signal === 'SIGKILL') running.delete(child);
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F']);
    else process.kill(-child.pid, signal);
  } catch {
    // It is gone already.
  }
}
