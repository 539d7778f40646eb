package io.polku.standalone;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * On what addresses processes listen, as Linux tells it in {@code /proc}: the sockets of {@code
 * /proc/net/tcp} whose inode one of the processes holds open.
 *
 * @see <a href="https://docs.kernel.org/networking/proc_net_tcp.html">proc_net_tcp</a>
 */
final class ListeningSockets {
  private static final String LISTENS = "0A";
  private static final int ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final int PORT_RADIX = 16;

  private ListeningSockets() {}

  /** Those of all the processes; the test is skipped where there is no {@code /proc}. */
  static List<InetSocketAddress> of(List<Long> processes) throws IOException {
    assumeTrue(Files.exists(Path.of("/proc/net/tcp")), "no /proc on this machine");
    var held = new HashSet<String>();
    for (var process : processes) {
      held.addAll(sockets(process));
    }
    var listening = new ArrayList<InetSocketAddress>();
    for (var table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      if (Files.exists(Path.of(table))) {
        for (var line : Files.readAllLines(Path.of(table))) {
          var fields = line.strip().split("\\s+", -1);
          if (fields.length > INODE
              && fields[STATE].equals(LISTENS)
              && held.contains("socket:[" + fields[INODE] + "]")) {
            listening.add(address(fields[ADDRESS]));
          }
        }
      }
    }
    return listening;
  }

  private static Set<String> sockets(long process) throws IOException {
    var links = new HashSet<String>();
    try (var open = Files.newDirectoryStream(Path.of("/proc", Long.toString(process), "fd"))) {
      for (var one : open) {
        try {
          links.add(Files.readSymbolicLink(one).toString());
        } catch (NoSuchFileException e) {
          // Closed meanwhile.
        }
      }
    }
    return links;
  }

  /** Words of four bytes, each in the order of the machine. */
  private static InetSocketAddress address(String text) throws IOException {
    var parts = text.split(":", -1);
    var sent = ByteBuffer.wrap(HexFormat.of().parseHex(parts[0])).order(ByteOrder.nativeOrder());
    var address = ByteBuffer.allocate(sent.capacity()).order(ByteOrder.BIG_ENDIAN);
    while (sent.hasRemaining()) {
      address.putInt(sent.getInt());
    }
    return new InetSocketAddress(
        InetAddress.getByAddress(address.array()), Integer.parseInt(parts[1], PORT_RADIX));
  }
}
