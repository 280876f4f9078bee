import { LitElement } from 'lit';

/** A Lit element in the light DOM: selection, find and the sanitiser do not work well across shadow roots. */
export class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
