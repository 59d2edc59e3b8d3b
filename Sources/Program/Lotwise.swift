/// The whole of a run: finds the command, runs it, and turns however it ended into a message and an exit code.
/// Data goes to standard output, everything else to standard error.

import Glibc
import Simulation

public enum Lotwise {
  /// What the words of the command line ask for; the process ends here. `ranks`: those who do it together; nil: this
  /// process alone.
  public static func main(ranks: (any Ranks)? = nil) -> Never {
    Descriptors.reserve()
    CrashNote.install()
    Together.join(ranks)
    Signals.install()
    let code = run(Array(CommandLine.arguments.dropFirst())).rawValue
    Signals.tellNoMore()
    // Nothing is left to be written; a thread that an interrupt left behind may still be at work.
    _exit(ranks?.end(code, Console.unsaid) ?? code)
  }

  /// For ranks that have to give up the whole run: says why, if there is a reason that was not told, and leaves nothing half
  /// written behind. Whoever calls it ends the process.
  public static func giveUp(_ why: String) {
    Signals.beginEnd()
    Leftovers.removeAll()
    if !why.isEmpty { Console.tell("lotwise: \(why)\n") }
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
