import { dataOf } from '@concert-mania/client/problem';
import { api } from '../../../shell/client.ts';
import { Page } from '../../../shell/parts/page.tsx';
import { goTo, useLocation } from '../../../shell/routing/address.ts';
import { useTexts } from '../../../shell/texts.ts';
import { Panel } from '../../parts/panel.tsx';
import { ConcertForm } from './concert-form.tsx';
import type { Programme } from './programme.ts';
import { concertTexts } from './texts.ts';

export function NewConcertPage() {
  const texts = useTexts(concertTexts);
  const { query } = useLocation();
  return (
    <Page title={texts.add} lead={texts.addLead} width="wide">
      <Panel title={texts.terms}>
        <ConcertForm
          venueId={query.venue}
          submit={texts.create}
          save={async (body) => {
            const { id } = await dataOf<Programme>(api.POST('/v1/admin/concerts', { body }));
            goTo(`/console/concerts/${id}`);
          }}
        />
      </Panel>
    </Page>
  );
}
