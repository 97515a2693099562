/** What cannot be drawn takes no more than itself: something else stands in its place. */

import { Component, type ComponentChildren } from "preact";

export interface BoundaryProps {
  /** What is drawn, an object of its own. Another one is tried anew. */
  of: object;
  instead: ComponentChildren;
  children?: ComponentChildren;
}

export class Boundary extends Component<BoundaryProps, { broken?: object }> {
  override componentDidCatch(error: unknown): void {
    console.error("Threadbox:", error);
    this.setState({ broken: this.props.of });
  }

  override render({ of, instead, children }: BoundaryProps, { broken }: { broken?: object }) {
    return broken === of ? instead : children;
  }
}
