import { Component, type ComponentChildren } from 'preact';
import { ErrorBoundary, LocationProvider } from 'preact-iso';
import { BrokenPage } from './frame/fallback-pages.tsx';
import { Frame } from './frame/frame.tsx';
import { Routes } from './routes.tsx';

export function App() {
  return (
    <LocationProvider>
      <ErrorBoundary>
        <Frame>
          <Faults>
            <Routes />
          </Faults>
        </Frame>
      </ErrorBoundary>
    </LocationProvider>
  );
}

/** Shows a page with a reload button in place of a page that threw. */
class Faults extends Component<{ children: ComponentChildren }, { broken: boolean }> {
  override state = { broken: false };

  static override getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? <BrokenPage /> : this.props.children;
  }
}
