package io.polku.standalone;

import io.polku.standalone.demo.Demo;
import io.polku.standalone.stack.Stack;
import io.polku.standalone.terminal.Terminal;
import io.polku.standalone.terminal.Waiting;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code polku demo}. */
@Command(
    name = "demo",
    description =
        "Starts everything with a small shop on it and shoppers who click through it. Nothing is"
            + " kept.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--shop-port",
      defaultValue = "${env:POLKU_SHOP_PORT:-8070}",
      paramLabel = "PORT",
      description = "Port of the demo shop (POLKU_SHOP_PORT; default: 8070). 0 picks a free port.")
  private int shopPort;

  @Mixin private StackFlags flags = new StackFlags();

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var options = flags.options();
    var demo = new Demo(terminal, options.host(), shopPort, Clock.systemUTC());
    return new StackRun(terminal).run(null, options, new Shopping(demo));
  }

  private final class Shopping implements StackRun.Work {
    private final Demo demo;

    Shopping(Demo demo) {
      this.demo = demo;
    }

    @Override
    public void begin(Stack stack, Waiting waiting) throws InterruptedException {
      demo.begin(stack, waiting);
      UpCommand.addresses(terminal, stack);
      terminal.say("shop        " + demo.url() + "  (click through it, and watch yourself arrive)");
      terminal.say("");
      terminal.say("Shoppers keep coming. Ctrl-C stops everything and leaves nothing behind.");
    }

    @Override
    public void end() {
      demo.close();
    }
  }
}
