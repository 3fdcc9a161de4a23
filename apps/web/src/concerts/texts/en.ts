import type { SaleState } from '../sale-state.ts';

export const texts = {
  title: 'Concerts',
  concert: 'Concert',
  lead: 'Find a concert to book.',
  search: 'Search concerts',
  keyword: 'Concert, artist or venue',
  from: 'From',
  to: 'To',
  find: 'Search',
  clear: 'Clear search',
  backwards: 'The last day is before the first day.',
  found: (shown: string, more: boolean) =>
    more ? `${shown} concerts shown. There are more.` : `${shown} concerts`,
  more: 'Show more concerts',
  none: 'No concerts yet',
  noneHint: 'New concerts appear here.',
  noneFound: 'No concert found',
  noneFoundHint: 'Try another word or a longer period.',
  states: {
    upcoming: 'Opens soon',
    open: 'On sale',
    all_held: 'No free seats now',
    sold_out: 'Sold out',
    closed: 'Sale closed',
  } satisfies Record<SaleState, string>,
  opensAt: 'Sale opens',
  opensIn: 'Sale opens in',
  closesAt: 'Sale closes',
  venue: 'Venue',
  dates: 'Dates',
  performances: 'Performances',
  about: 'About',
  prices: 'Grades and prices',
  price: 'Price',
  free: 'Free',
  seatsLeft: (free: string, total: string) => `${free} of ${total} seats left`,
  allHeldHint: 'Other fans are paying for the last seats. Seats that are not paid for return on sale.',
  chooseSeats: 'Choose seats',
  steps: {
    gather: {
      title: 'The waiting room is open',
      text: 'All fans who are in the waiting room before the sale opens take part in a draw for their number. Coming first gives no advantage.',
      button: 'Enter the waiting room',
    },
    line_up: {
      title: 'On sale now',
      text: 'You pass through a waiting room, in the order of arrival.',
      button: 'Get tickets',
    },
    choose_seats: {
      title: 'On sale now',
      text: 'Choose a performance below, then your seats.',
      button: 'See performances',
    },
    come_back: {
      title: 'Not on sale yet',
      text: 'When the sale opens, you can choose seats on this page. There is no need to reload it.',
      button: '',
    },
    sold_out: { title: 'Sold out', text: 'If a seat is cancelled, it returns on sale.', button: '' },
    closed: { title: 'The sale has closed', text: 'This concert can no longer be booked.', button: '' },
  },
  paused: 'The sale is paused. You can go on when it resumes.',
  cancelled: 'This performance is cancelled. Everybody gets a full refund.',
  postponed: (from: string, until: string) =>
    `New date (before: ${from}). You can have a full refund until ${until}.`,
};

export type ConcertsTexts = typeof texts;
