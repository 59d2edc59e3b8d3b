/// A third ledger, written by others: hledger reads the journals of random cases, adds up every account by itself, and
/// finds each lot and each total as the engine says (the journal closes with an assertion for each).

import Foundation
import Testing

struct HledgerTests {
  private static let hledger = "/usr/bin/hledger"
  private static let cases: UInt64 = 150

  /// Replays every case of a folder into a journal and has it checked; a case that the reader refuses as
  /// pointless (gone before usable, say) is counted apart.
  private static let script = """
    cd "$1"; read=0; refused=0
    for case in *.yaml; do
      if "$2" replay "$case" --quiet --format journal --out "$case.journal" 2>"$case.errors"; then
        read=$((read + 1))
        hledger -f "$case.journal" check --strict ordereddates || { echo "$case"; cat "$case"; exit 1; }
      else refused=$((refused + 1)); fi
    done
    echo "$read journals confirmed, $refused cases refused"
    cat *.errors | grep -o 'error: [^;]*' | sed "s/'[^']*'/X/g; s/[0-9$,.]*[0-9]/N/g" | sort | uniq -c | sort -rn
    test $((3 * read)) -gt $((read + refused))
    """

  @Test(
    "hledger confirms the journals of random cases",
    .enabled(if: FileManager.default.isExecutableFile(atPath: hledger), "hledger is not installed"))
  func journals() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lotwise-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for seed in 1...HledgerTests.cases {
      let text = CaseText.yaml(RandomCase.make(seed: seed), title: "seed \(seed)")
      try Data(text.utf8).write(to: folder.appendingPathComponent("\(seed).yaml"))
    }
    let runner = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let lotwise = URL(fileURLWithPath: runner).deletingLastPathComponent().appendingPathComponent("lotwise")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", HledgerTests.script, "bash", folder.path, lotwise.path]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    print(said)
    #expect(process.terminationStatus == 0, "\(said)")
  }
}
