export interface DisposableLike {
  dispose(): void;
}

/** Collects what must end together. What is added after the end is ended at once. */
export class Disposables implements DisposableLike {
  private readonly items = new Set<DisposableLike>();
  private over = false;

  get isDisposed(): boolean {
    return this.over;
  }

  /** Returns what it was given, so that making and registering are one expression. */
  add<T extends DisposableLike>(item: T): T {
    if (this.over) item.dispose();
    else this.items.add(item);
    return item;
  }

  dispose(): void {
    this.over = true;
    for (const item of [...this.items].reverse()) item.dispose();
    this.items.clear();
  }
}
