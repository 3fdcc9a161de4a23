import { useEffect, useRef, useState } from 'preact/hooks';
import { formatNumber, formatWon } from '../../shell/format.ts';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import type { HallRow, HallZone } from '../live/hall.ts';
import type { LiveHall } from '../live/use-live-seats.ts';
import { texts as seatTexts } from '../texts.ts';
import { SeatItem } from './seat-item.tsx';
import './seat-list.css';

interface SeatListProps {
  readonly live: LiveHall;
  readonly choice: ReadonlySet<number>;
  readonly onPick: (seatNumber: number) => void;
  /** The zone or the seat that the fan looks at, so that the map shows it as well. */
  readonly onZone: (zone: HallZone) => void;
  readonly onSeat: (seatNumber: number) => void;
}

/** The seats as section, row and seat. One section and one row are open, so it stays small. */
export function SeatList({ live, choice, onPick, onZone, onSeat }: SeatListProps) {
  const texts = useTexts(seatTexts);
  const list = useRef<HTMLElement>(null);
  useEffect(() => {
    list.current?.addEventListener('keydown', moveByArrow);
    return () => list.current?.removeEventListener('keydown', moveByArrow);
  }, []);
  const [openZone, setOpenZone] = useState<number | null>(null);
  const zones = live.hall.zones.filter(({ prices }) => prices !== null);
  return (
    <section class="seat-list" id="seat-list" aria-labelledby="seat-list-title" ref={list}>
      <h2 id="seat-list-title">{texts.listTitle}</h2>
      <p class="small muted">{texts.listLead}</p>
      <More items={zones} step={100}>
        {(zone) => (
          <ZoneItem
            key={zone.index}
            {...{ zone, live, choice, onPick, onSeat }}
            isOpen={openZone === zone.index}
            onToggle={() => {
              setOpenZone(openZone === zone.index ? null : zone.index);
              if (openZone !== zone.index) onZone(zone);
            }}
          />
        )}
      </More>
    </section>
  );
}

interface ZoneItemProps extends Omit<SeatListProps, 'onZone'> {
  readonly zone: HallZone;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function ZoneItem({ zone, live, isOpen, onToggle, ...rest }: ZoneItemProps) {
  const texts = useTexts(seatTexts);
  const language = useLanguage();
  const [openRow, setOpenRow] = useState<number | null>(
    zone.rows.length === 1 ? (zone.rows[0]?.index ?? null) : null,
  );
  const [least, most] = zone.prices ?? [0, 0];
  const price = formatWon(least, language);
  return (
    <li>
      <Disclosure
        name={zone.name || texts.allSeats}
        detail={least === most ? price : texts.from(price)}
        free={live.board.freeInZone(zone.index)}
        {...{ isOpen, onToggle }}
      />
      {isOpen && (
        <div class="seat-list-inner">
          <More items={zone.rows} step={100}>
            {(row) => (
              <RowItem
                key={row.index}
                {...{ row, live, ...rest }}
                isOpen={openRow === row.index}
                onToggle={() => setOpenRow(openRow === row.index ? null : row.index)}
              />
            )}
          </More>
        </div>
      )}
    </li>
  );
}

interface RowItemProps extends Omit<SeatListProps, 'onZone'> {
  readonly row: HallRow;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function RowItem({ row, live, isOpen, onToggle, ...rest }: RowItemProps) {
  const texts = useTexts(seatTexts);
  return (
    <li>
      <Disclosure
        name={row.name === '' ? texts.onlyRow : texts.row(row.name)}
        free={live.board.freeInRow(row.index)}
        {...{ isOpen, onToggle }}
      />
      {isOpen && (
        <div class="seat-list-seats">
          <More items={row.seatNumbers} step={60}>
            {(seatNumber) => <SeatItem key={seatNumber} {...{ seatNumber, live, ...rest }} />}
          </More>
        </div>
      )}
    </li>
  );
}

interface DisclosureProps {
  readonly name: string;
  readonly detail?: string;
  readonly free: number;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function Disclosure({ name, detail, free, isOpen, onToggle }: DisclosureProps) {
  const texts = useTexts(seatTexts);
  const language = useLanguage();
  return (
    <button type="button" class="disclosure" aria-expanded={isOpen} onClick={onToggle}>
      <span class="disclosure-name">
        {name} {detail !== undefined && <span class="disclosure-detail">{detail}</span>}
      </span>
      <span class={free === 0 ? 'disclosure-free muted' : 'disclosure-free'}>
        {free === 0 ? texts.none : texts.free(formatNumber(free, language))}
      </span>
    </button>
  );
}

interface MoreProps<T> {
  readonly items: readonly T[];
  readonly step: number;
  readonly children: (item: T) => preact.ComponentChildren;
}

/** The first items, and a button for more of them. */
function More<T>({ items, step, children }: MoreProps<T>) {
  const texts = useTexts(seatTexts);
  const [shown, setShown] = useState(step);
  const left = Math.min(step, items.length - shown);
  return (
    <ul>
      {items.slice(0, shown).map(children)}
      {left > 0 && (
        <li class="seat-list-more">
          <button type="button" class="button button-quiet" onClick={() => setShown(shown + step)}>
            {texts.more(left)}
          </button>
        </li>
      )}
    </ul>
  );
}

/** Up and down move between the buttons that can be used. */
function moveByArrow(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || !(event.currentTarget instanceof HTMLElement)) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('button:not([tabindex="-1"])')];
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return;
  event.preventDefault();
  buttons[at + step]?.focus();
}
