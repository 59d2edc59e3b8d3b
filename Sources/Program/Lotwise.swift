/// The whole of a run: finds the command, runs it, and turns however it ended into a message and an exit code.
/// Data goes to standard output, everything else to standard error.

import Glibc

public enum Lotwise {
  /// What the words of the command line ask for; the process ends here.
  public static func main() -> Never {
    Descriptors.reserve()
    CrashNote.install()
    Signals.install()
    // Nothing is left to be written; a thread that an interrupt left behind may still be at work.
    _exit(run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  private static func run(_ arguments: [String]) -> ExitCode {
    var console = Console(color: .auto, isQuiet: false)
    do throws(Stop) {
      let invocation = try Invocation(arguments, commands: allCommands)
      console = invocation.console
      try invocation.command.run(invocation)
      return .done
    } catch {
      return console.explain(error)
    }
  }
}
