import { formatNumber } from '../../../shell/format.ts';
import { useLanguage, useTexts } from '../../../shell/texts.ts';
import { venueTexts } from './texts.ts';
import { drawVenue, type Venue } from './venue-map.ts';

const MOST_NAMED = 6;

/** The sections of a venue with their seats, beside a small map of them. */
export function VenueSections({ venue }: { readonly venue: Venue }) {
  const texts = useTexts(venueTexts);
  const language = useLanguage();
  const { viewBox, sections, stage } = drawVenue(venue);
  const named = sections.map(({ name, seats }) => `${name} ${formatNumber(seats, language)}`);
  const rest = sections.length - MOST_NAMED;
  return (
    <div class="venue-sections">
      <svg class="venue-map" viewBox={viewBox} aria-hidden="true">
        {sections.map(({ name, x, y, width, height }) => (
          <rect key={name} x={x} y={y} width={width} height={height} />
        ))}
        <circle cx={stage.x} cy={stage.y} r={stage.radius} />
      </svg>
      <span class="muted">
        {named.slice(0, MOST_NAMED).join(' · ')}
        {rest > 0 && ` · ${texts.moreZones(rest)}`}
      </span>
    </div>
  );
}
