import { resultOf } from '@concert-mania/client/jobs';
import { useState } from 'preact/hooks';
import { seatAt } from '../../../seats/live/hall.ts';
import type { LiveHall } from '../../../seats/live/use-live-seats.ts';
import { api } from '../../../shell/client.ts';
import { useLoaded } from '../../../shell/loading/use-loaded.ts';
import { Button } from '../../../shell/parts/button.tsx';
import { Form } from '../../../shell/parts/form.tsx';
import { Notice } from '../../../shell/parts/notice.tsx';
import { Page } from '../../../shell/parts/page.tsx';
import { Show } from '../../../shell/parts/states.tsx';
import { goTo, useLocation } from '../../../shell/routing/address.ts';
import type { PageProps } from '../../../shell/routing/router.tsx';
import { useTexts } from '../../../shell/texts.ts';
import { HallMap } from '../hall/hall-map.tsx';
import { canChoose } from '../hall/modes.ts';
import { useHall } from '../hall/use-hall.ts';
import { ReasonField } from '../reason-field.tsx';
import { deskTexts } from '../texts.ts';
import { type DeskReservation, loadReservation } from './load-reservation.ts';

/** Moves seats of a reservation to others of the same price, on the map. */
export function MovePage({ params: { reservationId = '' } }: PageProps) {
  const t = useTexts(deskTexts);
  const { seats = '' } = useLocation().query;
  const wanted = seats.split(',').map(Number);
  const loaded = useLoaded((signal) => loadReservation(reservationId, signal), [reservationId]);
  return (
    <Page title={t.moveTitle} lead={t.moveLead} width="wide">
      <Show of={loaded}>
        {(reservation) => (
          <OnMap
            reservation={reservation}
            from={reservation.seats
              .map(({ seatNumber }) => seatNumber)
              .filter((each) => wanted.includes(each))}
          />
        )}
      </Show>
    </Page>
  );
}

interface OnMapProps {
  readonly reservation: DeskReservation;
  readonly from: readonly number[];
}

function OnMap({ reservation, from }: OnMapProps) {
  const hall = useHall(reservation.performanceId);
  return (
    <Show of={hall.loaded}>
      {(live) => <Moves live={live} map={hall.map} reservationId={reservation.id} from={from} />}
    </Show>
  );
}

interface MovesProps {
  readonly live: LiveHall;
  readonly map: ReturnType<typeof useHall>['map'];
  readonly reservationId: string;
  readonly from: readonly number[];
}

function Moves({ live, map, reservationId, from }: MovesProps) {
  const t = useTexts(deskTexts);
  const [targets, setTargets] = useState<readonly number[]>([]);
  const [refused, setRefused] = useState(false);
  const at = (seatNumber: number) => seatAt(live.hall.layout, seatNumber);
  const next = from[targets.length];
  const pick = (seatNumber: number) => {
    if (targets.includes(seatNumber)) return setTargets(targets.filter((each) => each !== seatNumber));
    if (next === undefined) return;
    const isFit = canChoose('sell', live, seatNumber) && at(seatNumber).price === at(next).price;
    setRefused(!isFit);
    if (isFit) setTargets([...targets, seatNumber]);
  };
  const moves = targets.map((to, index) => ({ from: from[index] ?? to, to }));
  const move = async ({ reason = '' }: Readonly<Record<string, string>>) => {
    resultOf(await api.run('box-office.move', { path: { reservationId }, body: { moves, reason } }));
    goTo(`/console/desk/reservations/${reservationId}?moved`);
  };
  return (
    <HallMap live={live} map={map} chosen={new Set(targets)} onPick={pick}>
      <p role="status">
        <strong>{next === undefined ? t.moveDone : t.movePick(at(next).label)}</strong>
      </p>
      {refused && <Notice kind="warning">{t.samePrice}</Notice>}
      <ul class="desk-chosen">
        {moves.map(({ from: old, to }) => (
          <li key={old}>{t.moveTo(at(old).label, at(to).label)}</li>
        ))}
      </ul>
      {targets.length > 0 && (
        <Button kind="quiet" onClick={() => setTargets([])}>
          {t.clear}
        </Button>
      )}
      {next === undefined && (
        <Form submit={t.moveSeats(moves.length)} act={move}>
          <ReasonField />
        </Form>
      )}
    </HallMap>
  );
}
