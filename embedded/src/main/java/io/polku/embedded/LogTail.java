package io.polku.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The last lines that were added to log files since a moment. */
final class LogTail {
  private static final int LINES_MAX = 15;
  private static final int BYTES_MAX = 16 * 1024;

  private final List<Mark> marks;

  private record Mark(Path file, long position) {}

  private LogTail(List<Mark> marks) {
    this.marks = marks;
  }

  /** Remembers where the files end now; they need not exist yet. */
  static LogTail from(Path... files) throws IOException {
    List<Mark> marks = new ArrayList<>();
    for (Path file : files) {
      marks.add(new Mark(file, Files.exists(file) ? Files.size(file) : 0));
    }
    return new LogTail(List.copyOf(marks));
  }

  /** The last lines of each file under a heading; empty if nothing was added. */
  String read() {
    StringBuilder text = new StringBuilder();
    for (Mark mark : marks) {
      try {
        append(text, mark);
      } catch (IOException e) {
        text.append("\n").append(mark.file()).append(": ").append(e.getMessage());
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Mark mark) throws IOException {
    if (!Files.exists(mark.file())) {
      return;
    }
    try (var channel = Files.newByteChannel(mark.file())) {
      // A file that is shorter than before was rotated: all of it is new.
      long from = mark.position() > channel.size() ? 0 : mark.position();
      channel.position(Math.max(from, channel.size() - BYTES_MAX));
      byte[] bytes = new byte[(int) (channel.size() - channel.position())];
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // Reads on until the part wanted is complete.
      }
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      if (!lines.isEmpty()) {
        text.append("\nlast lines of ").append(mark.file()).append(":");
        lines
            .subList(Math.max(0, lines.size() - LINES_MAX), lines.size())
            .forEach(line -> text.append("\n  ").append(line));
      }
    }
  }
}
