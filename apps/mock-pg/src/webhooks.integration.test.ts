import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { expect, onTestFinished, test, vi } from 'vitest';
import { start, WEBHOOK_SECRET } from './testing/start-gateway.ts';

async function startReceiver(answer: (nth: number) => number) {
  const received: { id: string; headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push({
      id: String(request.headers['webhook-id']),
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    });
    response.writeHead(answer(received.length)).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
}

test('signs its webhooks and repeats one until it is accepted', async () => {
  const receiver = await startReceiver((nth) => (nth === 1 ? 503 : 200));
  const gateway = await start({ webhookUrl: receiver.url });
  const order = await gateway.checkout('approve');
  await gateway.confirm(order, 'key');
  await vi.waitFor(() => expect(receiver.received).toHaveLength(2), { timeout: 10_000 });
  const [first, second] = receiver.received;
  expect(second!.id).toBe(first!.id);
  const verifier = new Webhook(WEBHOOK_SECRET);
  const content = verifier.verify(second!.body, second!.headers as Record<string, string>);
  expect(content).toMatchObject({
    eventType: 'PAYMENT_STATUS_CHANGED',
    data: { paymentKey: order.paymentKey, status: 'DONE' },
  });
});

test('delivers a duplicate webhook under the same id', async () => {
  const receiver = await startReceiver(() => 200);
  const gateway = await start({ webhookUrl: receiver.url });
  await gateway.confirm(await gateway.checkout('duplicate_webhook'), 'key');
  await vi.waitFor(() => expect(receiver.received).toHaveLength(2), { timeout: 10_000 });
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
});

test('delivers a late webhook after the others', async () => {
  const receiver = await startReceiver(() => 200);
  const gateway = await start({ webhookUrl: receiver.url });
  const late = await gateway.checkout('late_webhook:600');
  await gateway.confirm(late, 'late');
  const prompt = await gateway.checkout('approve');
  await gateway.confirm(prompt, 'prompt');
  await vi.waitFor(() => expect(receiver.received).toHaveLength(2), { timeout: 10_000 });
  const orders = receiver.received.map(({ body }) => JSON.parse(body).data.orderId);
  expect(orders).toEqual([prompt.orderId, late.orderId]);
});
