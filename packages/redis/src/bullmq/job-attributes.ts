/** Attributes of a job's span, by OpenTelemetry's conventions for messaging. */
export const jobAttributes = (operation: 'send' | 'process', queue: string, jobId: string) => ({
  'messaging.system': 'bullmq',
  'messaging.operation.type': operation,
  'messaging.destination.name': queue,
  'messaging.message.id': jobId,
});
