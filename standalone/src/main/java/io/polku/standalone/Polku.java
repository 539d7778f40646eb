package io.polku.standalone;

import io.polku.standalone.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code polku}: every command of the command line. */
@Command(
    name = "polku",
    description = "Clickstream funnel analytics that shows where purchase paths break.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    version = "polku 0.1.0-SNAPSHOT")
public final class Polku implements Runnable {
  /** All went well. */
  static final int EXIT_OK = 0;

  /** What was asked could not be done. */
  static final int EXIT_FAILED = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  private Polku() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    Logs.toConsole();
    System.exit(run(Terminal.system(), args));
  }

  /**
   * Runs one command.
   *
   * @return 0 if all went well, 1 if it could not be done, 2 if the command line is wrong
   */
  static int run(Terminal terminal, String... args) {
    return new CommandLine(new Polku())
        .addSubcommand(new DemoCommand(terminal))
        .addSubcommand(new UpCommand(terminal))
        .addSubcommand(new ReplayCommand(terminal))
        .addSubcommand(SiteCommand.with(terminal))
        .addSubcommand(ApplyCommand.ofAll(terminal))
        .addSubcommand(ApplyCommand.ofLinks(terminal))
        .addSubcommand(new RejectedCommand(terminal))
        .addSubcommand(new QueryCommand(terminal))
        .addSubcommand(new EraseCommand(terminal))
        .addSubcommand(new ExportCommand(terminal))
        .addSubcommand(new DoctorCommand(terminal))
        .addSubcommand(new ServeCommand(terminal))
        .setParameterExceptionHandler((e, rest) -> wrongCommandLine(terminal, e))
        .setExecutionExceptionHandler((e, line, result) -> failed(terminal, e))
        .execute(args);
  }

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }

  private static int wrongCommandLine(Terminal terminal, CommandLine.ParameterException e) {
    var line = e.getCommandLine();
    terminal.warn(line.getCommandName() + ": " + e.getMessage());
    terminal.warn("Try: ./polku " + helpOf(line));
    return line.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static String helpOf(CommandLine line) {
    return line.getParent() == null ? "--help" : line.getCommandName() + " --help";
  }

  private static int failed(Terminal terminal, Exception e) throws Exception {
    if (e instanceof Refusal) {
      terminal.warn("polku: " + e.getMessage());
      return EXIT_FAILED;
    }
    if (e instanceof InterruptedException) {
      terminal.warn("polku: interrupted");
      return EXIT_FAILED;
    }
    throw e;
  }
}
