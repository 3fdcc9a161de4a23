import { Page } from '../shell/parts/page.tsx';

export default function ReservationsPage() {
  return <Page title="Reservations" />;
}
