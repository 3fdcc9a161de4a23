import { expect, it } from 'vitest';
import { makeMailbox, type SentMessage } from './mailbox.ts';
import { mailboxPage } from './mailbox-page.ts';

const message: SentMessage = {
  id: '1',
  channel: 'email',
  to: 'a@fans.example',
  subject: 'Booked',
  text: 'Seats: 1-1',
  at: '2026-03-01T11:00:00.000Z',
};

it('shows a message as text, markup included', () => {
  const page = mailboxPage([{ ...message, text: `<script>alert("1")</script> & '` }]);
  expect(page).not.toContain('<script>');
  expect(page).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;');
});

it('shows the messages to one address, or that there are none', () => {
  const other = { ...message, to: 'b@fans.example', text: 'Seats: 2-2' };
  expect(mailboxPage([message, other], 'B@fans')).not.toContain('Seats: 1-1');
  expect(mailboxPage([message, other], 'c@fans')).toContain('No message to c@fans');
});

it('keeps the newest messages up to its limit', () => {
  const mailbox = makeMailbox(2);
  for (const id of ['1', '2', '3']) mailbox.add({ ...message, id });
  expect(mailbox.list().map(({ id }) => id)).toEqual(['3', '2']);
});
