import { Component, type ComponentChildren } from 'preact';
import { BrokenPage } from './fallback-pages.tsx';

/** Shows a page with a reload button in place of a page that threw. */
export class Faults extends Component<{ children: ComponentChildren }, { broken: boolean }> {
  override state = { broken: false };

  static override getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? <BrokenPage /> : this.props.children;
  }
}
