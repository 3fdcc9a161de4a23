import { Page } from '../shell/parts/page.tsx';

export default function ReservationPage() {
  return <Page title="Reservation" />;
}
