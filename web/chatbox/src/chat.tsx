import { render } from "preact";

/** Puts the chatbox into `root`. */
export function mount(root: Element): void {
  render(<div />, root);
}
