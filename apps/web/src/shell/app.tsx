import { Faults } from './frame/faults.tsx';
import { Frame } from './frame/frame.tsx';
import { Routes } from './routes.tsx';

export function App() {
  return (
    <Frame>
      <Faults>
        <Routes />
      </Faults>
    </Frame>
  );
}
