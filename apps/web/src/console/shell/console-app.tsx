import { Faults } from '../../shell/frame/faults.tsx';
import { useMe } from '../../shell/session.ts';
import { ConsoleFrame } from './console-frame.tsx';
import { Entrance } from './entrance.tsx';
import { isStaff } from './roles.ts';
import { ConsoleRoutes } from './routes.tsx';

export function ConsoleApp() {
  const me = useMe();
  return (
    <Faults>
      {me && isStaff(me) ? (
        <ConsoleFrame me={me}>
          <ConsoleRoutes me={me} />
        </ConsoleFrame>
      ) : (
        <Entrance me={me} />
      )}
    </Faults>
  );
}
