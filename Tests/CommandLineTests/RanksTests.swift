/// `lotwise-mpi` gives the bytes of `lotwise` on any number of ranks; and when one rank ends, none goes on. `make mpi-test` builds it
/// and runs these tests.

import Foundation
import Testing

private enum Launch {
  static let isAskedFor = ProcessInfo.processInfo.environment["LOTWISE_MPI"] != nil
  static let reason: Comment = "lotwise-mpi is not built here: `make mpi-test` builds it and tests it"

  /// Shell: so many ranks on however few cores.
  static func ranks(_ count: Int) -> String { "mpirun -q -n \(count) --oversubscribe --allow-run-as-root" }

  static func shell(_ line: String) throws -> Outcome {
    try Program.shell("unset LOTWISE_MPI; \(line)", environment: ["HOME": NSHomeDirectory()])
  }
}

@Suite(.serialized, .enabled(if: Launch.isAskedFor, Launch.reason))
struct RanksTests {
  /// A command of which every output is compared: its folder, what it prints, what it says, its exit code.
  private static let lines = [
    "compare ROOT/scenarios/reseller-or-official.yaml --paths 3000 --out out",
    "compare ROOT/scenarios/stacked-lots.yaml --paths 700 --seed 3 --format json",
    "compare ROOT/scenarios/startup-burst.yaml --until-half-width 40 --paths 9000 --quick --format csv",
    "optimise ROOT/scenarios/reseller-or-official.optimise.yaml --keep \"outage risk at most 2%\" --paths 2048 --out out",
    "verify ROOT/scenarios/reseller-or-official.yaml ROOT/scenarios/replays --format json",
    "diff ROOT/scenarios/reseller-or-official.yaml ROOT/scenarios/startup-burst.yaml --paths 500",
    "compare ROOT/scenarios/not-there.yaml",
  ]

  @Test("Any number of ranks gives the bytes of one process", arguments: lines, [2, 4])
  func bytes(of line: String, on count: Int) throws {
    let folder = try TemporaryFolder()
    let line = line.replacing("ROOT", with: Program.root.path)
    let outcome = try Launch.shell(
      """
      cd '\(folder.url.path)'; mkdir one many
      cd one; lotwise \(line) > text 2> said; echo $? > code; cd ..
      cd many; \(Launch.ranks(count)) lotwise-mpi \(line) > text 2> said; echo $? > code; cd ..
      diff -r one many && ls -A one many | grep -c tmp
      """)
    #expect(outcome.output == "0\n")
    #expect(outcome.errors == "")
  }

  @Test("A budget of time ends a search on all ranks alike")
  func budget() throws {
    let outcome = try Launch.shell(
      """
      timeout 60 \(Launch.ranks(3)) lotwise-mpi optimise '\(Program.root.path)/scenarios/startup-burst.optimise.yaml' \
        --budget '2 s' --format json
      """)
    #expect(outcome.status == 0 || outcome.status == 3)
    #expect(outcome.output.hasSuffix("}\n"))
  }

  @Test("A rank that is killed ends the run, and a message names it")
  func killed() throws {
    let folder = try TemporaryFolder()
    let outcome = try Launch.shell(
      """
      cd '\(folder.url.path)'
      \(Launch.ranks(3).replacing("-q ", with: "")) lotwise-mpi compare '\(Program.root.path)/scenarios/stacked-lots.yaml' \
        --paths 9000000 --quick --out result.json --format json &
      for ((n = 0; n < 100; n++)); do
        ranks=($(pgrep -P $! lotwise-mpi)); [ ${#ranks[@]} = 3 ] && break; sleep 0.1
      done
      worked ${ranks[2]} 20
      kill -9 ${ranks[2]}
      SECONDS=0; wait $!; echo $((SECONDS < 10)); ls -A
      """)
    #expect(outcome.output == "1\n")
    #expect(outcome.errors.contains("rank 2"))
  }

  @Test("A rank that stops with an error where others go on ends the run, and is named with its reason")
  func parted() throws {
    let folder = try TemporaryFolder()
    let good = Program.root.path + "/scenarios/stacked-lots.yaml"
    for (first, second, said) in [
      (good, "missing.yaml", "rank 1 of 2 stopped where rank 0 goes on; it would have said:"),
      ("missing.yaml", good, "missing.yaml"),
    ] {
      let outcome = try Launch.shell(
        """
        cd '\(folder.url.path)'
        timeout 60 mpirun -q --oversubscribe --allow-run-as-root \
          -n 1 lotwise-mpi compare \(first) --paths 900000 --quick : \
          -n 1 lotwise-mpi compare \(second) --paths 900000 --quick
        """)
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains(said))
      #expect(folder.names == [])
    }
  }

  @Test("An interrupt of one rank ends the run and leaves nothing half written")
  func interrupted() throws {
    let folder = try TemporaryFolder()
    let outcome = try Launch.shell(
      """
      cd '\(folder.url.path)'
      \(Launch.ranks(2)) lotwise-mpi compare '\(Program.root.path)/scenarios/stacked-lots.yaml' \
        --paths 9000000 --quick --out result.json --format json &
      for ((n = 0; n < 100; n++)); do
        ranks=($(pgrep -P $! lotwise-mpi)); [ ${#ranks[@]} = 2 ] && break; sleep 0.1
      done
      worked ${ranks[1]} 20
      kill -INT ${ranks[0]}; SECONDS=0; wait $!; echo $? $((SECONDS < 10)); ls -A
      """)
    #expect(outcome.output == "130 1\n")
    #expect(outcome.errors.contains("lotwise: interrupted"))
  }
}
