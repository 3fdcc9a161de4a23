import { dataOf } from '@concert-mania/client/problem';
import { useState } from 'preact/hooks';
import type { Concert } from '../../concerts/load-concert.ts';
import { api } from '../../shell/client.ts';
import { Button } from '../../shell/parts/button.tsx';
import { useTexts } from '../../shell/texts.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { saleTexts } from './texts.ts';

interface PauseButtonProps {
  readonly concert: Concert;
  readonly onChange: () => void;
}

/** Stops admissions and new holds of the whole concert, or starts them again. */
export function PauseButton({ concert, onChange }: PauseButtonProps) {
  const texts = useTexts(saleTexts);
  const [asks, setAsks] = useState(false);
  const action = concert.paused ? 'resume' : 'pause';
  const act = async (): Promise<void> => {
    const params = { path: { concertId: concert.id } };
    await dataOf(api.POST(`/v1/admin/concerts/{concertId}/${action}`, { params }));
    onChange();
  };
  return (
    <>
      <Button kind={concert.paused ? 'primary' : 'secondary'} onClick={() => setAsks(true)}>
        {texts[action]}
      </Button>
      <ConfirmDialog
        title={texts[action]}
        confirm={texts[action]}
        open={asks}
        onClose={() => setAsks(false)}
        act={act}
      >
        <p>{concert.paused ? texts.resumeLead : texts.pauseLead}</p>
      </ConfirmDialog>
    </>
  );
}
