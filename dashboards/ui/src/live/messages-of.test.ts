import { describe, expect, it } from 'vitest';
import { messagesOf } from './messages-of';

async function read(...chunks: (string | Uint8Array)[]): Promise<string[]> {
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) {
        controller.enqueue(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk);
      }
      controller.close();
    },
  });
  const messages: string[] = [];
  for await (const message of messagesOf(stream)) messages.push(message);
  return messages;
}

describe('a stream of server-sent events', () => {
  it('gives the data of each message, and nothing for comments but that they came', async () => {
    expect(await read('event: live\ndata: {"a":1}\n\n', ': alive\n\n', 'data: 2\n\n')).toEqual([
      '{"a":1}',
      '',
      '2',
    ]);
  });

  it('is the same however it is cut', async () => {
    const bytes = new TextEncoder().encode('event: live\r\ndata: {"ä":"€"}\r\n\r\ndata: one\ndata: two\n\n');
    for (let at = 1; at < bytes.length; at++) {
      expect(await read(bytes.slice(0, at), bytes.slice(at))).toEqual(['{"ä":"€"}', 'one\ntwo']);
    }
  });

  it('gives no message that has not ended', async () => {
    expect(await read('data: 1\n\ndata: 2\n')).toEqual(['1']);
  });
});
