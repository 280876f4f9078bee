// What is used of the packages that Aside is measured beside. They are installed by `npm run bench -- render` only, and
// `npm run check` goes without them.

declare module 'react' {
  export interface ReactNode {
    readonly key: string | null;
  }
  type Component<Props> = (props: Props) => ReactNode;
  export function createElement<Props>(
    type: Component<Props> | 'div',
    props: (NoInfer<Props> & { key?: number }) | null,
    ...children: unknown[]
  ): ReactNode;
  export function memo<Props>(component: Component<Props>): Component<Props>;
}

declare module 'react-dom' {
  export function flushSync(run: () => void): void;
}

declare module 'react-dom/client' {
  export function createRoot(element: Element): { render(node: import('react').ReactNode): void; unmount(): void };
}

declare module 'react-markdown' {
  const Markdown: (props: { children?: string; remarkPlugins?: unknown[] }) => import('react').ReactNode;
  export { Markdown as default };
}

declare module 'remark-gfm' {
  const remarkGfm: unknown;
  export { remarkGfm as default };
}

declare module 'streamdown' {
  export const Streamdown: (props: { children?: string }) => import('react').ReactNode;
}

declare module 'streaming-markdown' {
  export interface Parser {
    readonly renderer: unknown;
  }
  export function default_renderer(root: Element): unknown;
  export function parser(renderer: unknown): Parser;
  export function parser_write(parser: Parser, chunk: string): void;
  export function parser_end(parser: Parser): void;
}

declare module 'marked' {
  export const marked: { lexer(text: string): { raw: string }[] };
}
