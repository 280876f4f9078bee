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
    const items = [...this.items].reverse();
    this.items.clear();
    disposeAll(items);
  }
}

/**
 * Ends all of them, in this order.
 *
 * @throws what one of them has thrown, when all are over; an `AggregateError` where several have
 */
export function disposeAll(items: Iterable<DisposableLike>): void {
  const errors: unknown[] = [];
  for (const item of items) {
    try {
      item.dispose();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateError(errors, `${errors.length} things did not end as they should`);
}
