/**
 * The messages of a stream of server-sent events (HTML Living Standard, section 9.2), as far as ours has any: the
 * data of each message, and an empty text for each comment, which only says that the connection is alive.
 */
export async function* messagesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = stream
    .pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
    .getReader();
  let rest = '';
  let data: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + value).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      if (rest.length > MESSAGE_CHARS_MAX) throw new Error('a message of the stream is too long');
      for (const line of lines) {
        if (line === '') {
          if (data.length > 0) yield data.join('\n');
          data = [];
        } else if (line.startsWith(':')) yield '';
        else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

const MESSAGE_CHARS_MAX = 4_000_000;
