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

it('shows the HTML of a mail in a frame without scripts, and its files', () => {
  const file = {
    filename: 'a<b>.pdf',
    contentType: 'application/pdf',
    path: '/files/1/a.pdf',
    content: Buffer.alloc(3_000),
  };
  const page = mailboxPage([{ ...message, html: '<p>"Booked"</p>', files: [file] }]);
  expect(page).toContain(
    'srcdoc="&lt;base target=&quot;_blank&quot;&gt;&lt;p&gt;&quot;Booked&quot;&lt;/p&gt;"',
  );
  expect(page).not.toContain('allow-scripts');
  expect(page).toContain('<a href="/files/1/a.pdf" download>a&lt;b&gt;.pdf</a> (3 KiB)');
});

it('keeps the files of the newest messages alone', () => {
  const mailbox = makeMailbox(3, 1);
  for (const id of ['1', '2']) mailbox.add({ ...message, id, files: [] });
  expect(mailbox.list().map(({ files }) => files)).toEqual([[], undefined]);
});

it('keeps the newest messages up to its limit', () => {
  const mailbox = makeMailbox(2);
  for (const id of ['1', '2', '3']) mailbox.add({ ...message, id });
  expect(mailbox.list().map(({ id }) => id)).toEqual(['3', '2']);
});
